"""Emptying nodes in maintenance, which comes before everything else and checks nothing."""

from collections.abc import Iterable

from proxlb_ui.domain.planner.plan import MoveReason, StayReason, WarningKind
from proxlb_ui.domain.planner.steps.best_node import BestNode
from proxlb_ui.domain.planner.steps.decision import Decision
from proxlb_ui.domain.planner.steps.loads import Loads
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest
from proxlb_ui.domain.planner.steps.warnings import Warnings


def evacuate(
    guests: Iterable[PlacedGuest], loads: Loads, best: BestNode, decisions: dict[str, Decision], warnings: Warnings
) -> PlacedGuest | None:
    """Give every guest of these nodes the best node of the moment; the last guest, which psi mode remembers."""
    last = None
    for guest in guests:
        # Neither groups nor pins nor free memory are asked (calculations.py: relocate_guests_on_maintenance_nodes).
        target = best.overall()
        if target is None:
            continue
        last = guest
        # An ignored guest is counted to the target, too, though its own target never changes (update_node_resources).
        loads.move(guest, target)
        _warn(guest, target, loads, warnings)
        if guest.ignored:
            continue
        guest.target = target
        decisions[guest.name] = Decision(StayReason.BEST_NODE_IS_OWN, MoveReason.MAINTENANCE, target=target)
    return last


def _warn(guest: PlacedGuest, target: str, loads: Loads, warnings: Warnings) -> None:
    if guest.ignored:
        warnings.add(
            WarningKind.PHANTOM_LOAD,
            f"{guest.name} is ignored and stays on {guest.node}, but ProxLB reckons as if it had moved to {target}.",
            node=target,
            guest=guest.name,
        )
        return
    warnings.unchecked_capacity(WarningKind.MAINTENANCE_IGNORES_CAPACITY, guest, target, loads)
    if guest.pins and target not in guest.pins:
        warnings.add(
            WarningKind.MAINTENANCE_IGNORES_RULES,
            f"{guest.name} leaves {guest.node} for {target} although it is pinned elsewhere: maintenance ignores pins.",
            node=target,
            guest=guest.name,
        )
