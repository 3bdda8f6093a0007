"""Nodes as JSON rows."""

from collections.abc import Iterable, Mapping

from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.settings.values.maintenance_window import Window
from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.use_cases.cluster.list_nodes import ListedNode, NodeSchedule, NodeShare
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso
from proxlb_ui.entrypoints.web.nodes.shapes import NodeScheduleShape, NodeShape, PressureShape, ShareShape, WindowShape


def node_rows(nodes: Iterable[ListedNode]) -> dict[str, NodeShape]:
    """One row per node, by name."""
    return {one.node.name: _node(one) for one in nodes}


def _node(one: ListedNode) -> NodeShape:
    node = one.node
    return {
        "name": node.name,
        "status": node.status.value,
        "version": one.version,
        "uptime_seconds": node.uptime_seconds,
        "ha_state": node.ha_state,
        "cpu": _share(one.shares[Method.CPU]),
        "memory": _share(one.shares[Method.MEMORY]),
        "disk": _share(one.shares[Method.DISK]),
        "reserved_memory_bytes": figure(one.reserved_memory_bytes),
        "maintenance": list(one.maintenance),
        "ignored": one.ignored,
        "pressure": _pressure(one.pressure),
        "schedule": _schedule(one.schedule) if one.schedule else None,
        "guests": {"vm": one.vms, "ct": one.cts, "running": one.running},
    }


def _share(share: NodeShare) -> ShareShape:
    return {
        "used": figure(share.load.used),
        "assigned": figure(share.assigned),
        "total": figure(share.load.total),
        "used_percent": figure(share.load.percent, 2),
        "assigned_percent": figure(share.assigned_percent, 2),
    }


def _pressure(known: Mapping[Method, MeasuredPressure]) -> dict[str, PressureShape]:
    return {
        method.value: {"some_percent": figure(one.some, 1), "full_percent": figure(one.full, 1)}
        for method, one in known.items()
    }


def _schedule(schedule: NodeSchedule) -> NodeScheduleShape:
    return {
        "entries": list(schedule.entries),
        "skipped": list(schedule.skipped),
        "duration_hours": schedule.duration_hours,
        "pre_migration_minutes": schedule.pre_migration_minutes,
        "window": _window(schedule.window, schedule.open) if schedule.window else None,
    }


def _window(window: Window, is_open: bool) -> WindowShape:
    # Each moment gets the offset that holds then: clocks may change before the next window.
    return {
        "open": is_open,
        "empties_at": iso(window.empties_at.astimezone()),
        "begins_at": iso(window.begins_at.astimezone()),
        "ends_at": iso(window.ends_at.astimezone()),
    }
