"""Nodes as JSON rows."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from proxlb_ui.domain.model.cluster.balance import Assigned, assigned_per_node, reserved_memory_bytes
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.load import Load, percent_of
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.maintenance_window import Window, weekly_start, window_of
from proxlb_ui.domain.model.settings.values.settings import Method, ProxmoxCluster
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso


def node_rows(view: ClusterView, snapshot: ClusterSnapshot, now: datetime) -> dict[str, dict[str, Any]]:
    """One row per node, by name; now is local time, as maintenance schedules are."""
    assigned = assigned_per_node(snapshot.guests)
    kinds: dict[str, Counter[GuestKind]] = {}
    running: Counter[str] = Counter()
    for guest in snapshot.guests:
        kinds.setdefault(guest.node, Counter())[guest.kind] += 1
        running[guest.node] += guest.running
    return {
        node.name: {
            **_node(view, node, assigned.get(node.name, Assigned()), now),
            "guests": {
                "vm": kinds.get(node.name, Counter())[GuestKind.VM],
                "ct": kinds.get(node.name, Counter())[GuestKind.CT],
                "running": running[node.name],
            },
        }
        for node in snapshot.nodes
    }


def _node(view: ClusterView, node: Node, assigned: Assigned, now: datetime) -> dict[str, Any]:
    settings = view.settings.settings if view.settings else None
    loads: Mapping[Method, Load] = {Method.CPU: node.cpu, Method.MEMORY: node.memory, Method.DISK: node.disk}
    return {
        "name": node.name,
        "status": node.status.value,
        "version": view.facts.node_versions.get(node.name),
        "uptime_seconds": node.uptime_seconds,
        "ha_state": node.ha_state,
        **{method.value: _load(load, assigned.of(method)) for method, load in loads.items()},
        "reserved_memory_bytes": figure(reserved_memory_bytes(node, settings)),
        "maintenance": list(maintenance_sources(node, settings, now)),
        "ignored": is_ignored(node, settings),
        "pressure": _pressure(view, node.name),
        "schedule": _schedule(node.name, settings.proxmox_cluster, now) if settings else None,
    }


def _pressure(view: ClusterView, name: str) -> dict[str, Any]:
    known = view.histories.get(name)
    return {
        method.value: {"some_percent": figure(one.some, 1), "full_percent": figure(one.full, 1)}
        for method, one in (known.pressure if known else {}).items()
    }


def _schedule(name: str, cluster: ProxmoxCluster, now: datetime) -> dict[str, Any] | None:
    schedule = cluster.maintenance_nodes_schedule
    entries = schedule.schedules.get(name)
    if not entries:
        return None
    window = window_of(name, schedule, now)
    return {
        "entries": list(entries),
        "skipped": [entry for entry in entries if weekly_start(entry) is None],
        "duration_hours": schedule.duration,
        "pre_migration_minutes": schedule.pre_migration,
        "window": _window(window, now) if window else None,
    }


def _window(window: Window, now: datetime) -> dict[str, Any]:
    # Each moment gets the offset that holds then: clocks may change before the next window.
    moments = {"empties_at": window.empties_at, "begins_at": window.begins_at, "ends_at": window.ends_at}
    return {
        "open": window.is_open(now.replace(tzinfo=None)),
        **{name: iso(moment.astimezone()) for name, moment in moments.items()},
    }


def _load(load: Load, assigned: float) -> dict[str, Any]:
    return {
        "used": figure(load.used),
        "assigned": figure(assigned),
        "total": figure(load.total),
        "used_percent": figure(load.percent, 2),
        "assigned_percent": figure(percent_of(assigned, load.total), 2),
    }
