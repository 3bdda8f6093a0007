"""By how much each rule is broken, for any placement of the guests."""

from collections import Counter
from collections.abc import Iterable, Mapping

from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.declared import declared_rules
from proxlb_ui.domain.model.rules.pins import pins_of, resolved
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource

_JUDGED = (RuleKind.AFFINITY, RuleKind.ANTI_AFFINITY, RuleKind.PIN)


class Breaches:
    """Counts the guests by which rules are broken; 0 is a rule that holds. Preferences are never broken."""

    def __init__(self, context: RuleContext) -> None:
        every = declared_rules(context)
        self._pins = pins_of(context, every)
        self.rules = tuple(rule for rule in every if rule.kind in _JUDGED and not rule.disabled and rule.members)
        self._own = {rule.id: resolved(context, rule) for rule in self.rules if rule.kind is RuleKind.PIN}
        self._seen = {
            rule.id: tuple(vmid for vmid in rule.members if context.sees(context.guests[vmid])) for rule in self.rules
        }
        self._by_guest: dict[int, list[Rule]] = {}
        for rule in self.rules:
            for vmid in self._seen[rule.id]:
                self._by_guest.setdefault(vmid, []).append(rule)
        self.now: Mapping[int, str] = {vmid: guest.node for vmid, guest in context.guests.items()}

    def of(self, rule: Rule, where: Mapping[int, str]) -> int:
        """How many guests would have to move for the rule to hold."""
        seen = self._seen[rule.id]
        if rule.kind is RuleKind.PIN:
            return sum(where[vmid] not in self._wanted(rule, vmid) for vmid in seen) if rule.strict else 0
        nodes = Counter(where[vmid] for vmid in seen)
        if rule.kind is RuleKind.ANTI_AFFINITY:
            return len(seen) - len(nodes)
        return len(seen) - max(nodes.values(), default=0)

    def touching(self, vmids: Iterable[int]) -> tuple[Rule, ...]:
        """The rules that moves of these guests can change."""
        found = {rule.id: rule for vmid in vmids for rule in self._by_guest.get(vmid, ())}
        return tuple(found.values())

    def _wanted(self, rule: Rule, vmid: int) -> frozenset[str]:
        own = self._own[rule.id]
        return own if rule.origin is RuleSource.HA else own | self._pins.wanted.get(vmid, frozenset())
