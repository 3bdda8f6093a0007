"""ProxLB's greedy step: group by group, from the most loaded node to the least loaded one."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.planner.plan import MoveReason, StayReason, WarningKind
from proxlb_ui.domain.planner.steps.balance_check import BalanceCheck
from proxlb_ui.domain.planner.steps.best_node import BestNode
from proxlb_ui.domain.planner.steps.decision import Decision
from proxlb_ui.domain.planner.steps.groups import AffinityGroup, Groups
from proxlb_ui.domain.planner.steps.loads import Loads
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest
from proxlb_ui.domain.planner.steps.pressure_queue import PressureQueue
from proxlb_ui.domain.planner.steps.warnings import Warnings


class Relocation:
    """One pass over the groups; the target of a group may change for its later members, as in ProxLB.

    kept_target is where a version that looks for no new one before each group begins; enforced_because says what
    makes ProxLB go on where the loads do not.
    """

    def __init__(
        self,
        balancing: Balancing,
        loads: Loads,
        best: BestNode,
        groups: Groups,
        queue: PressureQueue,
        decisions: dict[str, Decision],
        warnings: Warnings,
        *,
        kept_target: str | None = None,
        enforced_because: str = "",
    ) -> None:
        self._balancing = balancing
        self._enforced_because = enforced_because
        self._wanted_by_loads = True
        self._target_per_group = kept_target is None
        self._loads = loads
        self._best = best
        self._groups = groups
        self._queue = queue
        self._used_percents = loads.of(balancing.method).used_percents
        self._memory = loads.of(Method.MEMORY)
        self._target: str | None = kept_target
        self._steered: MoveReason | None = None
        self._apart_by = ""
        self._lost_at = ""
        self._most_loaded_at = -1
        self._most_loaded_name = ""
        self._decisions = decisions
        self._warnings = warnings

    def run(self, check: BalanceCheck, still_wanted: Callable[[], bool]) -> None:
        """Move groups until nothing asks for it any more."""
        ordered = self._ordered()
        for position, group in enumerate(ordered):
            if not still_wanted():
                self._leave_rest(ordered[position:], check)
                return
            self._wanted_by_loads = bool(check.triggers())
            if self._target_per_group:
                self._target = self._best.overall()
            self._relocate(group)

    def _ordered(self) -> list[AffinityGroup]:
        sign = -1 if self._balancing.balance_larger_guests_first else 1
        return sorted(self._groups.affinity, key=lambda group: (len(group.members), sign * group.weight))

    def _relocate(self, group: AffinityGroup) -> None:
        for position, guest in enumerate(group.members):
            # By use even where mode is assigned or psi, and the rest of the group is left with it (relocate_guests).
            most_loaded = self._most_loaded()
            if guest.node != most_loaded:
                self._leave_group(group, position, most_loaded)
                return
            # Checked before anti-affinity and pins choose another target, which then nobody checks.
            if self._fits(guest):
                self._place(guest, group)

    def _place(self, guest: PlacedGuest, group: AffinityGroup) -> None:
        chosen: PlacedGuest | None = guest
        self._steered = None
        if self._balancing.mode is Mode.PSI:
            chosen = self._queue.take(guest)
        # In this order: a pin has the last word, but the node that anti-affinity gave away stays used.
        self._keep_apart(guest)
        self._follow_pins(guest)
        if chosen is not guest:
            self._decisions.setdefault(guest.name, self._later(guest))
        if chosen is not None:
            self._apply(chosen, guest, group)

    def _later(self, guest: PlacedGuest) -> Decision:
        first = self._queue.awaited() or guest
        return Decision(
            StayReason.NOT_HIGHEST_PRESSURE,
            blocker=first.name,
            percent=self._queue.spike(first),
            limit_percent=self._queue.spike(guest),
        )

    def _apply(self, guest: PlacedGuest, meant: PlacedGuest, group: AffinityGroup) -> None:
        target = self._target
        if target is None:
            # An evacuated guest keeps the target it already has.
            pinned = Decision(StayReason.PINS_UNAVAILABLE, target=_listed(guest.pins), blocker=_listed(guest.pinned_by))
            self._decisions.setdefault(guest.name, pinned)
            return
        self._loads.move(guest, target)
        if guest.ignored:
            self._warn_phantom(guest, target)
            return
        guest.target = target
        if guest is not meant:
            self._taken_again(guest, meant, target)
            return
        self._decisions[guest.name] = self._decision(guest, target, group, self._decisions.get(guest.name))
        self._warn_capacity(guest, target)

    def _taken_again(self, guest: PlacedGuest, meant: PlacedGuest, target: str) -> None:
        """It is sent to where another guest's turn and rules led, whatever it moved for before."""
        self._decisions[guest.name] = Decision(StayReason.TAKEN_TWICE, MoveReason.TAKEN_TWICE, target, meant.name)
        message = f"{guest.name} is given {target}, which was meant for {meant.name}: mode psi takes it twice."
        self._warnings.add(WarningKind.PRESSURE_TAKES_TWICE, message, node=target, guest=guest.name)

    def _decision(self, guest: PlacedGuest, target: str, group: AffinityGroup, earlier: Decision | None) -> Decision:
        if earlier is not None and earlier.move is MoveReason.MAINTENANCE:
            # It leaves in any case; only where to was decided anew.
            return replace(earlier, target=target)
        if self._steered is MoveReason.PIN:
            return Decision(StayReason.PINNED_HERE, MoveReason.PIN, target, _listed(guest.pinned_by))
        if self._steered is MoveReason.ANTI_AFFINITY:
            return Decision(StayReason.ANTI_AFFINITY_HERE, MoveReason.ANTI_AFFINITY, target, self._apart_by)
        if len(group.members) == 1 and not self._wanted_by_loads:
            return Decision(StayReason.BEST_NODE_IS_OWN, MoveReason.ENFORCED, target, self._enforced_because)
        move = MoveReason.AFFINITY if len(group.members) > 1 else MoveReason.RESOURCES
        return Decision(StayReason.BEST_NODE_IS_OWN, move, target, group.name or None)

    def _keep_apart(self, guest: PlacedGuest) -> None:
        for group in self._groups.apart.get(guest.name, ()):
            # One has nobody to be apart from; ProxLB passes over it, but counts a guest that is in it twice as two.
            if len(group.members) < 2:
                continue
            # The first free node in the order of the API, not the least loaded one (val_anti_affinity).
            free = (node.name for node in self._loads.nodes if not node.maintenance)
            chosen = next((name for name in free if name not in group.used_nodes), None)
            if chosen is not None:
                group.used_nodes.add(chosen)
                self._target = chosen
                self._steered, self._apart_by = MoveReason.ANTI_AFFINITY, group.name

    def _follow_pins(self, guest: PlacedGuest) -> None:
        if not guest.pins:
            return
        if not guest.strict:
            overall = self._best.overall()
            if overall is not None and overall not in guest.pins:
                # A preference is no more than this: the best of all nodes competes with those named.
                guest.pins.append(overall)
        self._target = self._best.among(guest.pins)
        self._steered = MoveReason.PIN
        if self._target is None:
            self._lost_at = guest.name

    def _most_loaded(self) -> str:
        if self._most_loaded_at != self._loads.changes:
            self._most_loaded_at = self._loads.changes
            self._most_loaded_name = self._loads.nodes[self._used_percents.index(max(self._used_percents))].name
        return self._most_loaded_name

    def _fits(self, guest: PlacedGuest) -> bool:
        # Memory in use is all that is checked, whatever the method (validate_node_resources).
        needed = guest.source.memory.used
        if self._target is None:
            self._decisions.setdefault(guest.name, Decision(StayReason.NO_TARGET_NODE, blocker=self._lost_at))
            return False
        free = self._memory.free[self._loads.index[self._target]]
        if needed < free:
            return True
        decision = Decision(StayReason.NO_CAPACITY, target=self._target, needed_bytes=needed, free_bytes=free)
        self._decisions.setdefault(guest.name, decision)
        return False

    def _leave_group(self, group: AffinityGroup, position: int, most_loaded: str) -> None:
        first, *rest = group.members[position:]
        decision = Decision(
            StayReason.NOT_MOST_LOADED,
            target=most_loaded,
            percent=self._used_percents[self._loads.index[first.node]],
            limit_percent=self._used_percents[self._loads.index[most_loaded]],
        )
        self._decisions.setdefault(first.name, decision)
        for guest in rest:
            self._decisions.setdefault(
                guest.name, Decision(StayReason.GROUP_LEFT, blocker=first.name, target=most_loaded)
            )

    def _leave_rest(self, groups: list[AffinityGroup], check: BalanceCheck) -> None:
        limit = self._balancing.balanciness
        decision = Decision(StayReason.BALANCED_BY_OTHERS, percent=check.spread(), limit_percent=limit)
        for group in groups:
            for guest in group.members:
                self._decisions.setdefault(guest.name, decision)

    def _warn_capacity(self, guest: PlacedGuest, target: str) -> None:
        if self._steered is MoveReason.PIN:
            self._warnings.unchecked_capacity(WarningKind.PIN_IGNORES_CAPACITY, guest, target, self._loads)
        elif self._steered is MoveReason.ANTI_AFFINITY:
            self._warnings.unchecked_capacity(WarningKind.TARGET_OVERLOADED, guest, target, self._loads)

    def _warn_phantom(self, guest: PlacedGuest, target: str) -> None:
        if guest.node != target:
            self._warnings.add(
                WarningKind.PHANTOM_LOAD,
                f"{guest.name} is ignored and stays on {guest.node}, "
                f"but ProxLB reckons as if it had moved to {target}.",
                node=target,
                guest=guest.name,
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
