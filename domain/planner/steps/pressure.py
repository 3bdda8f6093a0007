"""Nodes and guests whose tasks wait longer than the limits of balancing.psi allow; ProxLB calls them hot."""

from collections.abc import Iterable

from proxlb_ui.domain.model.cluster import history
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Pressure, PressurePerResource
from proxlb_ui.domain.planner.plan_input import NodeInput
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


def nodes_under_pressure(nodes: Iterable[NodeInput], balancing: Balancing) -> tuple[str, ...]:
    """Names of the nodes whose pressure reaches the limits for the method; nodes in maintenance never are."""
    limit = _limit(balancing.psi.nodes if balancing.psi else None, balancing.method)
    return tuple(
        node.name for node in nodes if not node.maintenance and _exceeds(node.pressure(balancing.method), limit)
    )


def guests_under_pressure(guests: Iterable[PlacedGuest], balancing: Balancing) -> tuple[str, ...]:
    """Names of the guests whose pressure reaches the limits for the method; ignored guests never are."""
    limit = _limit(balancing.psi.guests if balancing.psi else None, balancing.method)
    return tuple(
        guest.name
        for guest in guests
        if not guest.ignored and _exceeds(guest.source.amount(balancing.method).pressure, limit)
    )


def _limit(limits: PressurePerResource | None, method: Method) -> Pressure | None:
    return getattr(limits, method.value) if limits is not None else None


def _exceeds(pressure: history.MeasuredPressure, limit: Pressure | None) -> bool:
    if limit is None:
        return False
    # Spikes suffice by themselves, averages only together (calculations.py: set_node_hot, set_guest_hot).
    waiting = pressure.full >= limit.pressure_full and pressure.some >= limit.pressure_some
    return waiting or pressure.full_spikes >= limit.pressure_spikes
