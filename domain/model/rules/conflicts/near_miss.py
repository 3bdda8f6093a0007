"""Tags that somebody meant for ProxLB, but that it does not read."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.conflicts.remedies import retag
from proxlb_ui.domain.model.rules.context import RuleContext

_PREFIXES = ("plb_affinity_", "plb_anti_affinity_", "plb_ignore", "plb_pin_")
_MEANT = re.compile(r"(?:prox)?lb|plb|pbl")
_ALIKE = 0.8
_COMMANDS = 3


def near_misses(context: RuleContext) -> Iterator[RuleConflict]:
    """One conflict per such tag."""
    bearers: dict[str, list[int]] = {}
    for guest in context.guests.values():
        for text in guest.tags:
            bearers.setdefault(text, []).append(guest.vmid)
    for text, vmids in bearers.items():
        found = _problem(text)
        if found is None:
            continue
        cause, right = found
        yield RuleConflict(
            ConflictKind.NEAR_MISS_TAG,
            text,
            cause,
            f"Write {right}." if right else "Give it a name of your own behind the prefix, or remove it.",
            tuple(vmids),
            (),
            tuple(retag(context.guests[vmid], [text], right) for vmid in vmids[:_COMMANDS] if right),
        )


@lru_cache(maxsize=4096)
def _problem(text: str) -> tuple[str, str | None] | None:
    tag = decode(text)
    if tag.kind is TagKind.PLAIN:
        right = suggestion(text)
        if right is not None:
            return f"ProxLB does not read {text} and acts as if it were not there.", right
        if re.match(r"plb[-_.]", text, re.IGNORECASE):
            return f"{text} begins like a tag of ProxLB's, but means nothing to it.", None
        return None
    if tag.kind is TagKind.IGNORE or tag.value:
        return None
    return f"{text} has no name behind it.", None


def suggestion(text: str) -> str | None:
    """The tag somebody probably meant; None when this one is not near to any."""
    folded = re.sub(r"[-.+]", "_", text.lower())
    if not _MEANT.match(folded):
        return None
    best = max(((prefix, *_head(text, folded, prefix)) for prefix in _PREFIXES), key=lambda found: found[2])
    prefix, rest, alike = best
    if alike < _ALIKE or (prefix.endswith("_") and not rest):
        return None
    return prefix + rest


def _head(text: str, folded: str, prefix: str) -> tuple[str, float]:
    """What is left behind the beginning that is most like the prefix, and how like it is."""
    found = ("", 0.0)
    for length in range(max(1, len(prefix) - 3), min(len(text), len(prefix) + 4) + 1):
        head = folded[:length]
        if prefix.endswith("_") and not head.endswith("_"):
            continue
        alike = SequenceMatcher(None, head, prefix, autojunk=False).ratio()
        if alike > found[1]:
            found = (text[length:], alike)
    return found
