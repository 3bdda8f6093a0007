"""Everything the first page says, from one view of the cluster."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.balance import (
    Health,
    Spread,
    assigned_per_node,
    health,
    pressure_spread,
    spread,
    threshold_percent,
)
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.overview.attention import SERIOUS, Attention, attentions
from proxlb_ui.domain.model.overview.broken_rules import broken_rules
from proxlb_ui.domain.model.rules.placement import placement_of
from proxlb_ui.domain.model.rules.report import RuleReport
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode, Settings
from proxlb_ui.domain.planner.compared import allowed_percent, explain


@dataclass(frozen=True, slots=True)
class MethodComparison:
    """What ProxLB would compare by one method and mode; spread is None while nothing is known.

    active marks the one the settings choose; allowed_percent is the permitted spread, in mode psi the permitted peak.
    """

    method: Method
    mode: Mode
    spread: Spread | None
    allowed_percent: float | None
    explanation: str
    active: bool


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """How many nodes there are of each kind; one may be of several."""

    total: int
    online: int
    offline: int
    maintenance: int
    ignored: int


@dataclass(frozen=True, slots=True)
class GuestCounts:
    """How many guests there are of each kind; other is neither running nor stopped, pinned means strictly."""

    total: int
    vm: int
    ct: int
    running: int
    stopped: int
    other: int
    ignored: int
    pinned: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: balancing is None while the settings cannot be read, the counts before the first snapshot."""

    view: ClusterView
    activity: Activity
    health: Health
    attentions: tuple[Attention, ...]
    balancing: Balancing | None = None
    threshold_percent: int | None = None
    comparisons: tuple[MethodComparison, ...] = ()
    nodes: NodeCounts | None = None
    guests: GuestCounts | None = None


def overview_of(
    view: ClusterView, activity: Activity, local_now: datetime, report: RuleReport | None = None
) -> Overview:
    """The overview of one view; local_now is what maintenance schedules are compared with."""
    settings = view.settings.settings if view.settings else None
    snapshot = view.snapshot
    return Overview(
        view=view,
        activity=activity,
        health=health(view),
        attentions=_attentions(view, local_now, report),
        balancing=settings.balancing if settings else None,
        threshold_percent=threshold_percent(settings) if settings else None,
        comparisons=tuple(_comparisons(settings, view)) if settings else (),
        nodes=_count_nodes(snapshot, settings, local_now) if snapshot else None,
        guests=_count_guests(snapshot, settings) if snapshot else None,
    )


def _attentions(view: ClusterView, local_now: datetime, report: RuleReport | None) -> tuple[Attention, ...]:
    if report is None:
        return attentions(view, local_now)
    found = (*attentions(view, local_now, report.conflicts), *broken_rules(report.rules))
    return tuple(sorted(found, key=lambda one: one.severity != SERIOUS))


def _comparisons(settings: Settings, view: ClusterView) -> Iterator[MethodComparison]:
    """One for each method and mode; pressure only where it is known."""
    snapshot, balancing = view.snapshot, settings.balancing
    assigned = assigned_per_node(snapshot.guests) if snapshot else {}
    for method in Method:
        for mode in Mode:
            found = None
            if mode is Mode.PSI:
                found = pressure_spread(method, view.histories, snapshot.nodes) if snapshot else None
                if found is None:
                    continue
            elif snapshot:
                found = spread(method, mode, snapshot.nodes, assigned, settings)
            yield MethodComparison(
                method,
                mode,
                found,
                allowed_percent(method, mode, balancing),
                explain(method, mode, balancing),
                active=method is balancing.method and mode is balancing.mode,
            )


def _count_nodes(snapshot: ClusterSnapshot, settings: Settings | None, local_now: datetime) -> NodeCounts:
    online = sum(node.status is NodeStatus.ONLINE for node in snapshot.nodes)
    return NodeCounts(
        total=len(snapshot.nodes),
        online=online,
        offline=len(snapshot.nodes) - online,
        maintenance=sum(bool(maintenance_sources(node, settings, local_now)) for node in snapshot.nodes),
        ignored=sum(is_ignored(node, settings) for node in snapshot.nodes),
    )


def _count_guests(snapshot: ClusterSnapshot, settings: Settings | None) -> GuestCounts:
    kinds = Counter(guest.kind for guest in snapshot.guests)
    states = Counter(guest.status for guest in snapshot.guests)
    placements = [placement_of(guest, settings) for guest in snapshot.guests]
    return GuestCounts(
        total=len(snapshot.guests),
        vm=kinds[GuestKind.VM],
        ct=kinds[GuestKind.CT],
        running=states["running"],
        stopped=states["stopped"],
        other=len(snapshot.guests) - states["running"] - states["stopped"],
        ignored=sum(placement.ignored for placement in placements),
        pinned=sum(bool(placement.pinned_to) and placement.pin_strict for placement in placements),
    )
