"""Conflicts of groups that have one name: to ProxLB they are one group, and a guest in both counts twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import Conflict, ConflictKind
from proxlb_ui.domain.model.rules.conflicts.remedies import retag
from proxlb_ui.domain.model.rules.context import Scene
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.rules.rule import Origin, Rule, RuleKind
from proxlb_ui.domain.model.wording import listed

_PLACES = {Origin.TAG: "the tag", Origin.POOL: "the pool", Origin.HA: "the HA rule", Origin.SETTINGS: "the settings"}


def one_name_conflicts(scene: Scene, rules: Sequence[Rule]) -> Iterator[Conflict]:
    """Guests that are in one anti-affinity group twice, and groups that only share their name."""
    by_name: dict[tuple[RuleKind, str], list[Rule]] = {}
    for rule in rules:
        if rule.kind in (RuleKind.AFFINITY, RuleKind.ANTI_AFFINITY) and _read(scene, rule):
            by_name.setdefault((rule.kind, rule.name), []).append(rule)
    for (kind, name), found in by_name.items():
        twice = _twice(scene, name, found) if kind is RuleKind.ANTI_AFFINITY else ()
        if twice:
            yield _counted_twice(scene, name, found, twice)
        elif len(found) > 1:
            yield Conflict(
                ConflictKind.GROUPS_MERGED,
                found[0].id,
                f"{_both(found)} are called {name}: ProxLB goes by the name and makes one group of their guests.",
                "Give one of them another name.",
                tuple(sorted({vmid for rule in found for vmid in rule.members})),
                tuple(rule.id for rule in found),
            )


def _read(scene: Scene, rule: Rule) -> bool:
    if rule.origin is Origin.POOL and is_nested(rule.name):
        return False
    return not rule.disabled and (rule.origin is not Origin.HA or scene.reads_ha_rules)


def _twice(scene: Scene, name: str, rules: Sequence[Rule]) -> tuple[int, ...]:
    counted: Counter[int] = Counter()
    for rule in rules:
        for vmid in rule.members:
            guest = scene.guests[vmid]
            # A tag that is there twice counts twice, too.
            counted[vmid] += guest.tags.count(name) if rule.origin is Origin.TAG else 1
    return tuple(vmid for vmid, times in counted.items() if times > 1 and scene.sees(scene.guests[vmid]))


def _counted_twice(scene: Scene, name: str, rules: Sequence[Rule], twice: tuple[int, ...]) -> Conflict:
    of = _both(rules) if len(rules) > 1 else f"The tag {name}, which it has twice,"
    verb = "are one group to ProxLB, in which" if len(rules) > 1 else "makes a group in which"
    tagged = [vmid for vmid in twice if scene.guests[vmid].tags.count(name) > 1]
    return Conflict(
        ConflictKind.COUNTED_TWICE,
        rules[0].id,
        f"{of} {verb} {listed(scene.names(twice))} {'counts' if len(twice) == 1 else 'count'} twice: two guests on one "
        "node, so the group never holds and ProxLB moves guests in every run.",
        f"Give one of them another name than {name}." if len(rules) > 1 else "Write the tag once.",
        twice,
        tuple(rule.id for rule in rules),
        tuple(retag(scene.guests[vmid], ()) for vmid in tagged),
    )


def _both(rules: Sequence[Rule]) -> str:
    places = [_PLACES[rule.origin] for rule in rules]
    text = " and ".join(places)
    return f"{text[0].upper()}{text[1:]}"
