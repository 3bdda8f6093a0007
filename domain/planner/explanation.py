"""Turns what the calculation noted into moves, and into a reason for every guest that stays."""

from dataclasses import replace

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.settings.values.settings import Balancing, Mode
from proxlb_ui.domain.planner.plan import Driver, ExpectedEnd, Move, MoveReason, Stay, StayReason, WarningKind
from proxlb_ui.domain.planner.plan_input import GuestInput, PlanInput
from proxlb_ui.domain.planner.sentences import driver_clause
from proxlb_ui.domain.planner.steps.decision import Decision
from proxlb_ui.domain.planner.steps.loads import Loads
from proxlb_ui.domain.planner.steps.placed_guest import GuestTable, PlacedGuest
from proxlb_ui.domain.planner.steps.warnings import Warnings

_FIGURES = ("target", "blocker", "percent", "limit_percent", "needed_bytes", "free_bytes")


class Explanation:
    """Collects warnings during the calculation and explains its result."""

    def __init__(self, plan_input: PlanInput, table: GuestTable, loads: Loads) -> None:
        self._input = plan_input
        self._balancing: Balancing = plan_input.balancing
        self._table = table
        self._visible = frozenset(node.name for node in plan_input.nodes)
        self._hidden = frozenset(guest.vmid for guest in table.hidden)
        self._no_target = False
        self._on_paper = False
        self._end: ExpectedEnd | None = None
        self.spread_at_start: float | None = None
        self.driver: Driver | None = None
        self.warnings = Warnings()
        self._warn_input(loads)

    def engine_ends(self, end: ExpectedEnd) -> None:
        """Note that ProxLB does not get to the end of its calculation."""
        self._end = end
        self.warnings.add(WarningKind.PROXLB_ENDS, end.sentence, node=end.node)

    def no_target_node(self) -> None:
        """Note that every node is in maintenance, which ends the run at once."""
        self._no_target = True
        self.warnings.add(WarningKind.NO_TARGET_NODE, "Every node is in maintenance: ProxLB skips the whole run.")

    def enforcement(self, driver: Driver | None) -> None:
        """Note what makes ProxLB enforce, and when it replaces the configured enforce_affinity."""
        self.driver = driver
        used = driver is not None
        if used == self._balancing.enforce_affinity:
            return
        because = driver_clause(driver) if driver else "every group is where it should be"
        self.warnings.add(
            WarningKind.ENFORCE_AFFINITY_OVERRIDDEN,
            f"ProxLB acts as if enforce_affinity were {str(used).lower()}, because {because}.",
        )

    def result(
        self, decisions: dict[str, Decision], *, pressure_unsupported: bool
    ) -> tuple[tuple[Move, ...], tuple[Stay, ...]]:
        """The moves in ProxLB's order of execution, and the reason of every other guest in the input's order."""
        off = self._off(pressure_unsupported)
        if pressure_unsupported:
            message = "mode is psi, but a node runs Proxmox VE 8 or older: ProxLB turns balancing off."
            self.warnings.add(WarningKind.PRESSURE_UNSUPPORTED, message)
        closed = frozenset(node.name for node in self._input.nodes if node.maintenance)
        self._on_paper = self._counts_what_never_happens(off)
        moves = []
        moving = set()
        for guest in self._table.guests.values():
            if self._would_move(guest) and off is None and self._type_balanced(guest.source.kind):
                moves.append(_move(guest, decisions[guest.name]))
                moving.add(id(guest.source))
            elif self._would_move(guest) and off is None and guest.node in closed:
                self._warn_not_evacuated(guest)
        stays = (self._stay(guest, decisions, off) for guest in self._input.guests if id(guest) not in moving)
        return tuple(moves), tuple(stays)

    def _off(self, pressure_unsupported: bool) -> StayReason | None:
        if pressure_unsupported:
            return StayReason.PRESSURE_UNSUPPORTED
        return None if self._balancing.enable else StayReason.BALANCING_OFF

    def _counts_what_never_happens(self, off: StayReason | None) -> bool:
        if any(warning.kind is WarningKind.PHANTOM_LOAD for warning in self.warnings.all()):
            return True
        meant = (guest for guest in self._table.guests.values() if self._would_move(guest))
        return any(off is not None or not self._type_balanced(guest.source.kind) for guest in meant)

    def _would_move(self, guest: PlacedGuest) -> bool:
        return guest.target != guest.node and not guest.ignored

    def _type_balanced(self, kind: GuestKind) -> bool:
        return kind.value in self._balancing.balance_types

    def _stay(self, guest: GuestInput, decisions: dict[str, Decision], off: StayReason | None) -> Stay:
        decision = self._unseen(guest)
        if decision is None:
            decision = self._seen(self._table.guests[guest.name], decisions, off)
        figures = {name: getattr(decision, name) for name in _FIGURES}
        return Stay(guest.name, guest.vmid, guest.kind, guest.node, decision.stay, **figures)

    def _unseen(self, guest: GuestInput) -> Decision | None:
        if guest.node in self._input.ignored_nodes:
            return Decision(StayReason.NODE_IGNORED)
        if guest.node not in self._visible:
            return Decision(StayReason.NODE_OFFLINE)
        if not guest.running:
            return Decision(StayReason.STOPPED)
        if guest.vmid in self._hidden:
            kept = self._table.guests[guest.name].source
            return Decision(StayReason.DUPLICATE_NAME, blocker=str(kept.vmid), target=kept.node)
        return None

    def _seen(self, guest: PlacedGuest, decisions: dict[str, Decision], off: StayReason | None) -> Decision:
        if self._end is not None:
            return Decision(StayReason.PROXLB_ENDS, blocker=self._end.error, target=self._end.node)
        if self._no_target:
            return Decision(StayReason.NO_TARGET_NODE)
        if guest.ignored:
            tag = guest.ignoring_tag
            return Decision(StayReason.IGNORED_BY_TAG, blocker=tag) if tag else Decision(StayReason.IGNORED_BY_NAME)
        if guest.target == guest.node:
            decision = decisions.get(guest.name) or self._balanced()
            if decision.move is MoveReason.ENFORCED:
                return replace(decision, blocker=None)
            # Waiting does not end by moves, so in mode psi they are not what makes ProxLB content.
            psi = self._balancing.mode is Mode.PSI
            balanced = not psi and decision.stay in (StayReason.ALREADY_BALANCED, StayReason.BALANCED_BY_OTHERS)
            return replace(decision, stay=StayReason.BALANCED_ON_PAPER) if balanced and self._on_paper else decision
        return Decision(off or StayReason.TYPE_NOT_BALANCED, target=guest.target)

    def _balanced(self) -> Decision:
        limit = None if self._balancing.mode is Mode.PSI else self._balancing.balanciness
        return Decision(StayReason.ALREADY_BALANCED, percent=self.spread_at_start, limit_percent=limit)

    def _warn_input(self, loads: Loads) -> None:
        for name, reserve in loads.reserve_too_large:
            message = f"The reserve of {reserve:g} GiB is more memory than {name} has; ProxLB does not apply it."
            self.warnings.add(WarningKind.RESERVE_TOO_LARGE, message, node=name)
        for hidden in self._table.hidden:
            message = f"{hidden.name} names two guests; ProxLB does not see the one with ID {hidden.vmid}."
            self.warnings.add(WarningKind.DUPLICATE_NAME, message, guest=hidden.name, node=hidden.node)
        for guest in self._table.guests.values():
            for node in guest.unknown_pins:
                message = f"{guest.name} is pinned to {node}, which ProxLB does not see; the pin does nothing."
                self.warnings.add(WarningKind.PIN_UNKNOWN, message, guest=guest.name, node=node)
        if self._balancing.enable and not self._balancing.balance_types:
            message = "balance_types is empty, so ProxLB never migrates anything."
            self.warnings.add(WarningKind.NO_BALANCE_TYPES, message)
        if self._balancing.mode is Mode.PSI and self._balancing.psi is None:
            message = "mode is psi, but the settings give no limits (psi), so ProxLB never finds a node or guest hot."
            self.warnings.add(WarningKind.PRESSURE_WITHOUT_LIMITS, message)

    def _warn_not_evacuated(self, guest: PlacedGuest) -> None:
        message = f"{guest.name} stays on {guest.node} in maintenance, because balance_types does not name its type."
        self.warnings.add(WarningKind.MAINTENANCE_IGNORES_TYPES, message, guest=guest.name, node=guest.node)


def _move(guest: PlacedGuest, decision: Decision) -> Move:
    source = guest.source
    return Move(
        source.name,
        source.vmid,
        source.kind,
        source.node,
        guest.target,
        decision.move,
        decision.blocker,
        source.memory.used,
    )
