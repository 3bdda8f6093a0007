"""Conflicts of pins: nodes that do not exist, take nobody, or that HA forbids."""

from collections.abc import Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.conflicts.remedies import retag, untag
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.pins import Pins, resolved
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource
from proxlb_ui.domain.model.wording import listed, meant


def pin_conflicts(context: RuleContext, rules: Sequence[Rule], pins: Pins) -> Iterator[RuleConflict]:
    """Everything that keeps a pin from working."""
    if not context.places:
        return
    for rule in rules:
        if rule.kind is RuleKind.PIN and rule.origin is not RuleSource.HA:
            yield from _unknown(context, rule)
            yield from _other_case(context, rule)
            yield from _unusable(context, rule)
    yield from _against_ha(context, rules, pins)


def _unknown(context: RuleContext, rule: Rule) -> Iterator[RuleConflict]:
    folded = {name.lower() for name in context.places}
    for wanted in rule.nodes:
        if wanted.lower() in folded:
            continue
        known = next((name for name in context.places if name.lower() == wanted.split(".")[0].lower()), None)
        right = known or meant(wanted, context.places)
        cause = f"{_where(rule)} names {wanted}, so ProxLB does not apply it"
        cause += ": it knows nodes by their short names." if known and "." in wanted else "."
        yield RuleConflict(
            ConflictKind.PIN_UNKNOWN_NODE,
            f"{rule.id}/{wanted}",
            cause,
            f"Did you mean {right}?" if right else f"The nodes are {listed(context.places)}.",
            rule.members,
            (rule.id,),
            _renamed(context, rule, right),
        )


def _renamed(context: RuleContext, rule: Rule, node: str | None) -> tuple[str, ...]:
    if rule.origin is not RuleSource.TAG:
        return ()
    tag = f"plb_pin_{node}" if node else None
    return tuple(retag(context.guests[vmid], [rule.name], tag) for vmid in rule.members[:3])


def _other_case(context: RuleContext, rule: Rule) -> Iterator[RuleConflict]:
    # A pool's pin must be spelled exactly: ProxLB checks it regardless of case, but then compares it as written.
    if rule.origin is not RuleSource.POOL:
        return
    for wanted in rule.nodes:
        right = next((name for name in context.places if name.lower() == wanted.lower()), None)
        if right is not None and right != wanted:
            yield RuleConflict(
                ConflictKind.POOL_PIN_CASE,
                f"{rule.id}/{wanted}",
                f"Pool {rule.name} is pinned to {wanted}; ProxLB accepts that, but then finds no node of this name "
                f"and moves none of its guests.",
                f"Write {right} in balancing.pools.",
                rule.members,
                (rule.id,),
            )


def _unusable(context: RuleContext, rule: Rule) -> Iterator[RuleConflict]:
    known = [place for place in context.places.values() if place.name.lower() in {name.lower() for name in rule.nodes}]
    if not known or not rule.members or any(place.usable for place in known):
        return
    notes = listed(f"{place.name} is {_NOTES[place.note]}" for place in known)
    hidden = not any(place.visible for place in known)
    effect = "does not apply it: they may go anywhere" if hidden else "finds no target for its guests"
    yield RuleConflict(
        ConflictKind.PIN_UNUSABLE_NODE,
        rule.id,
        f"{_where(rule)} leaves no node: {notes}. ProxLB {effect}.",
        "Pin to another node as well, or bring the node back.",
        rule.members,
        (rule.id,),
    )


_NOTES = {"offline": "offline", "ignored": "ignored", "maintenance": "in maintenance"}


def _against_ha(context: RuleContext, rules: Sequence[Rule], pins: Pins) -> Iterator[RuleConflict]:
    torn = [vmid for vmid, nodes in pins.binding.items() if vmid in pins.ha and not nodes & pins.ha[vmid]]
    if not torn:
        return
    strict = [rule for rule in rules if rule.kind is RuleKind.PIN and rule.origin is RuleSource.HA and rule.strict]
    for rule in strict:
        guests = tuple(vmid for vmid in rule.members if vmid in torn and not rule.disabled)
        if not guests:
            continue
        own = [one for one in rules if one.kind is RuleKind.PIN and one.origin is not RuleSource.HA]
        clashing = [one for one in own if set(one.members) & set(guests)]
        nodes = sorted(set().union(*(pins.binding[vmid] for vmid in guests)))
        yield RuleConflict(
            ConflictKind.AGAINST_HA_RULE,
            rule.id,
            f"HA rule {rule.name} lets {listed(context.names(guests))} run on "
            f"{listed(sorted(resolved(context, rule)))} only, while ProxLB is told {listed(nodes)}.",
            "Name a node in the pin that the HA rule allows, or remove the pin.",
            guests,
            (rule.id, *(one.id for one in clashing)),
            untag(context.guests, guests, [one.name for one in clashing if one.origin is RuleSource.TAG]),
        )


def _where(rule: Rule) -> str:
    return f"The tag {rule.name}" if rule.origin is RuleSource.TAG else f"The pin of pool {rule.name}"
