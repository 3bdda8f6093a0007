"""Whether a rule holds now, and what breaks it."""

from collections import Counter
from collections.abc import Callable, Iterable

from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.pins import Pins, resolved
from proxlb_ui.domain.model.rules.rule import Finding, Rule, RuleKind, RuleSource, RuleState
from proxlb_ui.domain.model.wording import listed

_MAKE_IMPOSSIBLE = frozenset(
    {
        ConflictKind.ANTI_AFFINITY_TOO_LARGE,
        ConflictKind.ANTI_AFFINITY_PINNED_TOGETHER,
        ConflictKind.AFFINITY_ACROSS_ANTI_AFFINITY,
        ConflictKind.CONTRADICTING_PINS,
        ConflictKind.AGAINST_HA_RULE,
        ConflictKind.PIN_UNKNOWN_NODE,
    }
)


class Judge:
    """Judges one rule after another by where its guests run; a conflict makes a rule impossible."""

    def __init__(self, context: RuleContext, pins: Pins, conflicts: Iterable[RuleConflict]) -> None:
        self._context = context
        self._pins = pins
        self._blocked: dict[str, str] = {}
        for conflict in conflicts:
            if conflict.kind in _MAKE_IMPOSSIBLE:
                for rule in conflict.rules:
                    self._blocked.setdefault(rule, conflict.cause)

    def judge(self, rule: Rule) -> Finding:
        """The finding; an impossible rule still names what breaks it now."""
        if rule.disabled:
            return Finding(RuleState.OFF, "It is disabled in Proxmox.")
        if not rule.members:
            return Finding(RuleState.OFF, "No guest is under this rule.")
        looks: dict[RuleKind, Callable[[Rule, tuple[int, ...]], Finding]] = {
            RuleKind.AFFINITY: self._together,
            RuleKind.ANTI_AFFINITY: self._apart,
            RuleKind.PIN: self._pinned,
            RuleKind.IGNORE: self._ignored,
        }
        seen = tuple(vmid for vmid in rule.members if self._context.sees(self._context.guests[vmid]))
        found = looks[rule.kind](rule, seen)
        blocked = self._blocked.get(rule.id)
        return Finding(RuleState.IMPOSSIBLE, blocked, found.nodes, found.guests) if blocked else found

    def _together(self, _: Rule, seen: tuple[int, ...]) -> Finding:
        nodes = Counter(self._node(vmid) for vmid in seen)
        if len(nodes) < 2:
            who = "Both" if len(seen) == 2 else f"All {len(seen)}"
            return Finding(RuleState.SATISFIED, self._alone(seen) or f"{who} are on {next(iter(nodes))}.")
        home = min(nodes, key=lambda name: (-nodes[name], name))
        strays = tuple(vmid for vmid in seen if self._node(vmid) != home)
        where = listed(f"{self._context.guests[vmid].name} is on {self._node(vmid)}" for vmid in strays)
        rest = "the others" if nodes[home] > 1 else self._context.names(seen)[self._first_on(seen, home)]
        verb = "are" if nodes[home] > 1 else "is"
        elsewhere = tuple(sorted(set(nodes) - {home}))
        return Finding(RuleState.VIOLATED, f"{where}, {rest} {verb} on {home}.", elsewhere, strays)

    def _first_on(self, seen: tuple[int, ...], node: str) -> int:
        return next(at for at, vmid in enumerate(seen) if self._node(vmid) == node)

    def _apart(self, _: Rule, seen: tuple[int, ...]) -> Finding:
        nodes = Counter(self._node(vmid) for vmid in seen)
        shared = tuple(sorted(name for name, amount in nodes.items() if amount > 1))
        if not shared:
            return Finding(RuleState.SATISFIED, self._alone(seen) or f"Each of the {len(seen)} has a node of its own.")
        guests = tuple(vmid for vmid in seen if self._node(vmid) in shared)
        sentences = [
            f"{listed(self._context.guests[vmid].name for vmid in guests if self._node(vmid) == name)} share {name}"
            for name in shared
        ]
        return Finding(RuleState.VIOLATED, f"{listed(sentences, 3)}.", shared, guests)

    def _pinned(self, rule: Rule, seen: tuple[int, ...]) -> Finding:
        own = resolved(self._context, rule)
        strays = tuple(vmid for vmid in seen if self._node(vmid) not in self._wanted(rule, vmid, own))
        nodes = tuple(sorted({self._node(vmid) for vmid in strays}))
        if not strays:
            held = f"{'It runs' if len(seen) == 1 else f'All {len(seen)} run'} where the rule says."
            return Finding(RuleState.SATISFIED, held if seen else "None of its guests is running.")
        where = listed(f"{self._context.guests[vmid].name} is on {self._node(vmid)}" for vmid in strays)
        if not rule.strict:
            return Finding(RuleState.SATISFIED, f"{where}, not on a preferred node, which the rule allows.")
        return Finding(RuleState.VIOLATED, f"{where}, not on {listed(sorted(own or rule.nodes))}.", nodes, strays)

    def _wanted(self, rule: Rule, vmid: int, own: frozenset[str]) -> frozenset[str]:
        return own if rule.origin is RuleSource.HA else own | self._pins.wanted.get(vmid, frozenset())

    def _ignored(self, rule: Rule, _: tuple[int, ...]) -> Finding:
        who = "this guest" if len(rule.members) == 1 else f"these {len(rule.members)} guests"
        return Finding(RuleState.SATISFIED, f"ProxLB never moves {who}.")

    def _alone(self, seen: tuple[int, ...]) -> str:
        if not seen:
            return "None of its guests is running where ProxLB looks."
        return f"Only {self._context.guests[seen[0]].name} is running, so it holds." if len(seen) == 1 else ""

    def _node(self, vmid: int) -> str:
        return self._context.guests[vmid].node
