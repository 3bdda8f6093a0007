"""The overview as one JSON document."""

from proxlb_ui.domain.model.cluster.connection import Connection
from proxlb_ui.domain.model.overview.attention import Attention
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.use_cases.overview.read_overview import Comparison, GuestCounts, NodeCounts, Overview
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.overview.shapes import (
    BalanceShape,
    ConnectionShape,
    CountsShape,
    MethodSpreadShape,
    OverviewShape,
    WarningShape,
)
from proxlb_ui.entrypoints.web.plan.payload import spread_payload
from proxlb_ui.entrypoints.web.service.payload import schedule_payload


def overview_payload(found: Overview) -> OverviewShape:
    """Everything the first page needs but the rows."""
    view, snapshot = found.view, found.view.snapshot
    return {
        "connection": _connection(view.connection),
        "cluster": {
            "name": snapshot.name if snapshot else None,
            "quorate": snapshot.quorate if snapshot else None,
            "version": view.facts.version or None,
        },
        "health": {"state": found.health.state, "title": found.health.title, "detail": found.health.detail},
        "balance": _balance(found, found.balancing) if found.balancing else None,
        "counts": _counts(found.nodes, found.guests) if found.nodes and found.guests else None,
        "schedule": schedule_payload(found.activity),
        "warnings": [_warning(one) for one in found.attentions],
    }


def _connection(connection: Connection) -> ConnectionShape:
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


def _balance(found: Overview, balancing: Balancing) -> BalanceShape:
    return {
        "enabled": balancing.enable,
        "method": balancing.method.value,
        "mode": balancing.mode.value,
        "allowed_percent": balancing.balanciness,
        "threshold_percent": found.threshold_percent,
        "types": list(balancing.balance_types),
        "methods": [_comparison(one) for one in found.comparisons],
    }


def _comparison(one: Comparison) -> MethodSpreadShape:
    return {
        "method": one.method.value,
        "figure": one.mode.value,
        **spread_payload(one.spread),
        "allowed_percent": one.allowed_percent,
        "explanation": one.explanation,
        "active": one.active,
    }


def _counts(nodes: NodeCounts, guests: GuestCounts) -> CountsShape:
    return {
        "nodes": {
            "total": nodes.total,
            "online": nodes.online,
            "offline": nodes.offline,
            "maintenance": nodes.maintenance,
            "ignored": nodes.ignored,
        },
        "guests": {
            "total": guests.total,
            "vm": guests.vm,
            "ct": guests.ct,
            "running": guests.running,
            "stopped": guests.stopped,
            "other": guests.other,
            "ignored": guests.ignored,
            "pinned": guests.pinned,
        },
    }


def _warning(one: Attention) -> WarningShape:
    return {
        "code": one.code,
        "severity": one.severity,
        "title": one.title,
        "detail": one.detail,
        "hint": one.hint,
        "link": one.link,
    }
