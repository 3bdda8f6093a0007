"""Where each guest may run, by its own pins and by strict HA rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource


@dataclass(frozen=True, slots=True)
class Pins:
    """Nodes by guest; a guest that is missing may run anywhere.

    wanted holds what tags and pools name, preferences too; binding only what must be kept; ha what strict HA
    rules allow.
    """

    wanted: Mapping[int, frozenset[str]] = field(default_factory=dict)
    binding: Mapping[int, frozenset[str]] = field(default_factory=dict)
    ha: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def allowed(self, vmid: int) -> frozenset[str] | None:
        """The nodes the guest may run on; where pins and HA exclude each other the pins count."""
        own, ha = self.binding.get(vmid), self.ha.get(vmid)
        if own is None or ha is None:
            return own if ha is None else ha
        return own & ha or own


def pins_of(context: RuleContext, rules: Iterable[Rule]) -> Pins:
    """The pins of all guests; pins to nodes that ProxLB does not see are not applied and left out."""
    wanted: dict[int, frozenset[str]] = {}
    ha: dict[int, frozenset[str]] = {}
    loose: set[int] = set()
    for rule in rules:
        if rule.kind is not RuleKind.PIN or rule.disabled:
            continue
        found = resolved(context, rule)
        for vmid in rule.members if found else ():
            if rule.origin is not RuleSource.HA:
                # ProxLB takes all pins of a guest as one list.
                wanted[vmid] = wanted.get(vmid, frozenset()) | found
            elif rule.strict:
                ha[vmid] = ha.get(vmid, found) & found or found
            # It counts for all pins of the guest, tags included (pools.py: get_pool_node_affinity_strictness).
            if rule.origin is RuleSource.POOL and not rule.strict:
                loose.add(vmid)
    binding = {vmid: nodes for vmid, nodes in wanted.items() if vmid not in loose}
    return Pins(wanted, binding, ha)


def resolved(context: RuleContext, rule: Rule) -> frozenset[str]:
    """The nodes a pin means, among those ProxLB sees."""
    return frozenset(name for name in map(context.node_named, rule.nodes) if name is not None)
