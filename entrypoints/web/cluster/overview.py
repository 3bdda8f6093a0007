"""The overview as one JSON document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from proxlb_ui.domain.model.cluster.balance import (
    Spread,
    assigned_per_node,
    health,
    pressure_spread,
    spread,
    threshold_percent,
)
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.connection import Connection
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.overview.attention import attentions
from proxlb_ui.domain.model.rules.conflicts.conflict import RuleConflict
from proxlb_ui.domain.model.rules.placement import placement_of
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings
from proxlb_ui.domain.planner.compared import allowed_percent, explain
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso
from proxlb_ui.entrypoints.web.service.payload import schedule_payload


def overview_payload(
    view: ClusterView, activity: Activity, local_now: datetime, conflicts: Iterable[RuleConflict] = ()
) -> dict[str, Any]:
    """Everything the first page needs but the rows; local_now is what maintenance schedules are compared with."""
    settings = view.settings.settings if view.settings else None
    found = health(view)
    snapshot = view.snapshot
    return {
        "connection": _connection(view.connection),
        "cluster": {
            "name": snapshot.name if snapshot else None,
            "quorate": snapshot.quorate if snapshot else None,
            "version": view.facts.version or None,
        },
        "health": {"state": found.state, "title": found.title, "detail": found.detail},
        "balance": _balance(settings, view) if settings else None,
        "counts": _counts(settings, snapshot, local_now) if snapshot else None,
        "schedule": schedule_payload(activity),
        "warnings": [
            {
                "code": one.code,
                "severity": one.severity,
                "title": one.title,
                "detail": one.detail,
                "hint": one.hint,
                "link": one.link,
            }
            for one in attentions(view, local_now, conflicts)
        ],
    }


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "state": connection.state.value,
        "message": connection.message,
        "hint": connection.hint,
        "host": connection.host,
        "since": iso(connection.since),
        "last_success_at": iso(connection.last_success_at),
        "retry_at": iso(connection.retry_at),
        "interval_seconds": connection.interval_seconds,
    }


def spread_payload(found: Spread | None) -> dict[str, Any]:
    """The extremes in percent, and the score."""
    return {
        "spread_percent": figure(found.percent, 2) if found else None,
        "highest": found.highest if found else None,
        "highest_percent": figure(found.highest_percent, 2) if found else None,
        "lowest": found.lowest if found else None,
        "lowest_percent": figure(found.lowest_percent, 2) if found else None,
        "score": figure(found.score, 1) if found else None,
    }


def _methods(settings: Settings, view: ClusterView) -> Iterator[dict[str, Any]]:
    """What ProxLB compares by each method and mode; pressure only where it is known."""
    snapshot, balancing = view.snapshot, settings.balancing
    assigned = assigned_per_node(snapshot.guests) if snapshot else {}
    for method in Method:
        for mode in Mode:
            if mode is Mode.PSI:
                found = pressure_spread(method, view.histories, snapshot.nodes) if snapshot else None
                if found is None:
                    continue
            else:
                found = spread(method, mode, snapshot.nodes, assigned, settings) if snapshot else None
            yield {
                "method": method.value,
                "figure": mode.value,
                **spread_payload(found),
                "allowed_percent": allowed_percent(method, mode, balancing),
                "explanation": explain(method, mode, balancing),
                "active": method is balancing.method and mode is balancing.mode,
            }


def _balance(settings: Settings, view: ClusterView) -> dict[str, Any]:
    balancing = settings.balancing
    return {
        "enabled": balancing.enable,
        "method": balancing.method.value,
        "mode": balancing.mode.value,
        "allowed_percent": balancing.balanciness,
        "threshold_percent": threshold_percent(settings),
        "types": list(balancing.balance_types),
        "methods": list(_methods(settings, view)),
    }


def _counts(settings: Settings | None, snapshot: ClusterSnapshot, local_now: datetime) -> dict[str, Any]:
    nodes = Counter(node.status for node in snapshot.nodes)
    kinds = Counter(guest.kind for guest in snapshot.guests)
    states = Counter(guest.status if guest.status in ("running", "stopped") else "other" for guest in snapshot.guests)
    placements = [placement_of(guest, settings) for guest in snapshot.guests]
    return {
        "nodes": {
            "total": len(snapshot.nodes),
            "online": nodes[NodeStatus.ONLINE],
            "offline": len(snapshot.nodes) - nodes[NodeStatus.ONLINE],
            "maintenance": sum(bool(maintenance_sources(node, settings, local_now)) for node in snapshot.nodes),
            "ignored": sum(is_ignored(node, settings) for node in snapshot.nodes),
        },
        "guests": {
            "total": len(snapshot.guests),
            "vm": kinds[GuestKind.VM],
            "ct": kinds[GuestKind.CT],
            "running": states["running"],
            "stopped": states["stopped"],
            "other": states["other"],
            "ignored": sum(placement.ignored for placement in placements),
            "pinned": sum(bool(placement.pinned_to) and placement.pin_strict for placement in placements),
        },
    }
