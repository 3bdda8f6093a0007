"""What a guest's tag means to ProxLB; the only place that knows the prefixes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class TagKind(StrEnum):
    """What ProxLB does with a tag."""

    AFFINITY = "affinity"
    ANTI_AFFINITY = "anti-affinity"
    IGNORE = "ignore"
    PIN = "pin"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as written, what it is, and the name it carries (a group, a node, or the tag itself when plain)."""

    text: str
    kind: TagKind
    value: str


_PREFIXES = (
    ("plb_affinity", TagKind.AFFINITY),
    ("plb_anti_affinity", TagKind.ANTI_AFFINITY),
    ("plb_ignore", TagKind.IGNORE),
    ("plb_pin", TagKind.PIN),
)


@lru_cache(maxsize=4096)
def decode(text: str) -> Tag:
    """The meaning of one tag; ProxLB looks at the beginning only, so `plb_ignored` ignores too."""
    for prefix, kind in _PREFIXES:
        if text.startswith(prefix):
            return Tag(text, kind, text.removeprefix(prefix).removeprefix("_"))
    return Tag(text, TagKind.PLAIN, text)
