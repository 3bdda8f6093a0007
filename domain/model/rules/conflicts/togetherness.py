"""Conflicts between groups: together and apart at once, more guests than nodes, pins that pull apart."""

from collections.abc import Iterable, Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.conflicts.matching import crowd
from proxlb_ui.domain.model.rules.conflicts.remedies import untag
from proxlb_ui.domain.model.rules.conflicts.ties import Ties
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.ignoring import ignored_guests
from proxlb_ui.domain.model.rules.pins import Pins
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource
from proxlb_ui.domain.model.wording import listed

Rules = Sequence[Rule]


def group_conflicts(context: RuleContext, rules: Rules, pins: Pins) -> Iterator[RuleConflict]:
    """Everything that keeps a group from what it asks for."""
    live = [rule for rule in rules if not rule.disabled and len(rule.members) > 1]
    together = [rule for rule in live if rule.kind is RuleKind.AFFINITY]
    apart = [rule for rule in live if rule.kind is RuleKind.ANTI_AFFINITY]
    ignored = ignored_guests(rules)
    for rule in apart:
        yield from _crowded(context, rule, pins, ignored)
    yield from _torn(context, together, apart)
    for rule in together:
        yield from _pulled(context, rule, pins)


def _crowded(context: RuleContext, rule: Rule, pins: Pins, ignored: frozenset[int]) -> Iterator[RuleConflict]:
    members = tuple(vmid for vmid in rule.members if context.sees(context.guests[vmid]))
    usable = context.usable
    movable = [vmid for vmid in members if vmid not in ignored]
    if not usable:
        return
    if len(movable) > len(usable):
        yield RuleConflict(
            ConflictKind.ANTI_AFFINITY_TOO_LARGE,
            rule.id,
            f"{rule.name} keeps {len(members)} running guests apart, but only {len(usable)} "
            f"{'node' if len(usable) == 1 else 'nodes'} may receive guests: {listed(sorted(usable))}.",
            "Take guests out of the group, or bring nodes back from maintenance, from ignore_nodes or online.",
            members,
            (rule.id,),
            _without(context, [rule], movable[len(usable) - len(members) :]),
        )
        return
    # An ignored guest stays where it is, and so takes that node.
    choices = {vmid: _choices(context, vmid, pins, ignored) for vmid in members}
    if found := crowd(choices):
        nodes = sorted({node for vmid in found for node in choices[vmid]})
        yield RuleConflict(
            ConflictKind.ANTI_AFFINITY_PINNED_TOGETHER,
            rule.id,
            f"{rule.name} keeps {listed(context.names(found))} apart, but pins and ignored guests leave them "
            f"only {listed(nodes)}.",
            "Give each of them a node of its own: change a pin, or take one out of the group.",
            found,
            (rule.id,),
            _without(context, [rule], found[1:]),
        )


def _choices(context: RuleContext, vmid: int, pins: Pins, ignored: frozenset[int]) -> list[str]:
    if vmid in ignored:
        return [context.guests[vmid].node]
    allowed = pins.allowed(vmid)
    # Pins to nodes in maintenance are a matter of their own.
    return sorted(context.usable if allowed is None else allowed & context.usable or allowed)


def _torn(context: RuleContext, together: Rules, apart: Rules) -> Iterator[RuleConflict]:
    ties = Ties(rule.members for rule in together)
    by_root: dict[int, list[Rule]] = {}
    for tied in together:
        by_root.setdefault(ties.root(tied.members[0]), []).append(tied)
    for rule in apart:
        for guests in ties.together(rule.members):
            chain = by_root[ties.root(guests[0])]
            direct = [one for one in chain if len(set(one.members) & set(guests)) > 1]
            yield _torn_apart(context, rule, direct or chain, guests)


def _torn_apart(context: RuleContext, apart: Rule, together: Rules, guests: tuple[int, ...]) -> RuleConflict:
    from_ha = {rule.origin is RuleSource.HA for rule in (apart, *together)}
    names = listed((rule.name for rule in together), 4)
    through = " through each other" if not any(set(guests) <= set(rule.members) for rule in together) else ""
    return RuleConflict(
        ConflictKind.AGAINST_HA_RULE if len(from_ha) > 1 else ConflictKind.AFFINITY_ACROSS_ANTI_AFFINITY,
        f"{apart.id}/{guests[0]}",
        f"{_titled(apart)} keeps {listed(context.names(guests))} apart, while {names} "
        f"{'ties' if len(together) == 1 else 'tie'} them together{through}.",
        f"Take one of them out of {together[0].name} or out of {apart.name}.",
        guests,
        (apart.id, *(rule.id for rule in together)),
        _without(context, together, guests[1:]) or _without(context, [apart], guests[1:]),
    )


def _pulled(context: RuleContext, rule: Rule, pins: Pins) -> Iterator[RuleConflict]:
    pinned = {vmid: pins.binding[vmid] for vmid in rule.members if vmid in pins.binding}
    if len(pinned) < 2 or frozenset.intersection(*pinned.values()):
        return
    where = listed(f"{context.guests[vmid].name} to {', '.join(sorted(nodes))}" for vmid, nodes in pinned.items())
    yield RuleConflict(
        ConflictKind.CONTRADICTING_PINS,
        rule.id,
        f"{_titled(rule)} keeps guests together that no node can hold: {where}.",
        "Pin all guests of the group to the same nodes, or pin only one of them.",
        tuple(pinned),
        (rule.id,),
        _without(context, [rule], tuple(pinned)[1:]),
    )


def _without(context: RuleContext, rules: Rules, vmids: Iterable[int]) -> tuple[str, ...]:
    return untag(context.guests, vmids, [rule.name for rule in rules if rule.origin is RuleSource.TAG])


def _titled(rule: Rule) -> str:
    return f"HA rule {rule.name}" if rule.origin is RuleSource.HA else rule.name
