"""Conflicts of groups that have one name: to ProxLB they are one group, and a guest in both counts twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.conflicts.remedies import retag
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource
from proxlb_ui.domain.model.wording import listed

_PLACES = {
    RuleSource.TAG: "the tag",
    RuleSource.POOL: "the pool",
    RuleSource.HA: "the HA rule",
    RuleSource.SETTINGS: "the settings",
}


def one_name_conflicts(context: RuleContext, rules: Sequence[Rule]) -> Iterator[RuleConflict]:
    """Guests that are in one anti-affinity group twice, and groups that only share their name."""
    by_name: dict[tuple[RuleKind, str], list[Rule]] = {}
    for rule in rules:
        if rule.kind in (RuleKind.AFFINITY, RuleKind.ANTI_AFFINITY) and _read(context, rule):
            by_name.setdefault((rule.kind, rule.name), []).append(rule)
    for (kind, name), found in by_name.items():
        twice = _twice(context, name, found) if kind is RuleKind.ANTI_AFFINITY else ()
        if twice:
            yield _counted_twice(context, name, found, twice)
        elif len(found) > 1:
            yield RuleConflict(
                ConflictKind.GROUPS_MERGED,
                found[0].id,
                f"{_both(found)} are called {name}: ProxLB goes by the name and makes one group of their guests.",
                "Give one of them another name.",
                tuple(sorted({vmid for rule in found for vmid in rule.members})),
                tuple(rule.id for rule in found),
            )


def _read(context: RuleContext, rule: Rule) -> bool:
    if rule.origin is RuleSource.POOL and is_nested(rule.name):
        return False
    return not rule.disabled and (rule.origin is not RuleSource.HA or context.reads_ha_rules)


def _twice(context: RuleContext, name: str, rules: Sequence[Rule]) -> tuple[int, ...]:
    counted: Counter[int] = Counter()
    for rule in rules:
        for vmid in rule.members:
            guest = context.guests[vmid]
            # A tag that is there twice counts twice, too.
            counted[vmid] += guest.tags.count(name) if rule.origin is RuleSource.TAG else 1
    return tuple(vmid for vmid, times in counted.items() if times > 1 and context.sees(context.guests[vmid]))


def _counted_twice(context: RuleContext, name: str, rules: Sequence[Rule], twice: tuple[int, ...]) -> RuleConflict:
    of = _both(rules) if len(rules) > 1 else f"The tag {name}, which it has twice,"
    verb = "are one group to ProxLB, in which" if len(rules) > 1 else "makes a group in which"
    tagged = [vmid for vmid in twice if context.guests[vmid].tags.count(name) > 1]
    return RuleConflict(
        ConflictKind.COUNTED_TWICE,
        rules[0].id,
        f"{of} {verb} {listed(context.names(twice))} {'counts' if len(twice) == 1 else 'count'} twice: two guests on "
        "one node, so the group never holds and ProxLB moves guests in every run.",
        f"Give one of them another name than {name}." if len(rules) > 1 else "Write the tag once.",
        twice,
        tuple(rule.id for rule in rules),
        tuple(retag(context.guests[vmid], ()) for vmid in tagged),
    )


def _both(rules: Sequence[Rule]) -> str:
    places = [_PLACES[rule.origin] for rule in rules]
    text = " and ".join(places)
    return f"{text[0].upper()}{text[1:]}"
