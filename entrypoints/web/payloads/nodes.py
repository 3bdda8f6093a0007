"""Nodes as JSON rows."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.model.balance import Assigned, assigned_per_node, reserved_memory_bytes
from domain.model.cluster import ClusterSnapshot, Node
from domain.model.cluster_view import ClusterView
from domain.model.guest import GuestKind
from domain.model.load import Load, percent_of
from domain.model.maintenance import is_ignored, maintenance_sources
from domain.model.settings import Method
from entrypoints.web.encoding import figure


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
    }


def _load(load: Load, assigned: float) -> dict[str, Any]:
    return {
        "used": figure(load.used),
        "assigned": figure(assigned),
        "total": figure(load.total),
        "used_percent": figure(load.percent, 2),
        "assigned_percent": figure(percent_of(assigned, load.total), 2),
    }
