"""The planner's input from what the cockpit knows of a cluster."""

from collections.abc import Mapping
from datetime import datetime

from domain.model.cluster import ClusterFacts, ClusterSnapshot, Node, NodeStatus
from domain.model.guest import Guest
from domain.model.load import Load
from domain.model.maintenance import is_ignored, maintenance_sources
from domain.model.settings import Settings
from domain.planner.plan_input import (
    VERSION_WITH_EVERYTHING,
    Amount,
    GuestInput,
    HaRule,
    NodeInput,
    PlanInput,
    Pressure,
)

PressureOf = Mapping[tuple[str, str], Pressure]
"""Pressure by name of a node or guest and by resource (cpu, memory, disk)."""


def plan_input(
    snapshot: ClusterSnapshot,
    facts: ClusterFacts,
    settings: Settings,
    now: datetime,
    *,
    ha_rules: tuple[HaRule, ...] = (),
    pressure: PressureOf | None = None,
    cpu_share: Mapping[int, float] | None = None,
) -> PlanInput:
    """What ProxLB would read; now is its local time.

    Absent figures get a default: no HA rules, no pressure, the guest's CPU share of this moment instead of the
    hour's average, version 9 where a node's version is unknown, and 0 for loads that Proxmox does not give.
    """
    waits = pressure or {}
    visible = [node for node in snapshot.nodes if _visible(node, settings)]
    return PlanInput(
        nodes=tuple(_node(node, facts, settings, now, waits) for node in visible),
        guests=tuple(_guest(guest, waits, cpu_share or {}) for guest in snapshot.guests),
        balancing=settings.balancing,
        ha_rules=ha_rules,
        ignored_nodes=frozenset(node.name for node in snapshot.nodes if is_ignored(node, settings)),
    )


def _visible(node: Node, settings: Settings) -> bool:
    return node.status is NodeStatus.ONLINE and not is_ignored(node, settings)


def _node(node: Node, facts: ClusterFacts, settings: Settings, now: datetime, waits: PressureOf) -> NodeInput:
    return NodeInput(
        name=node.name,
        cpu=_amount(node.name, "cpu", node.cpu, waits),
        memory=_amount(node.name, "memory", node.memory, waits),
        disk=_amount(node.name, "disk", node.disk, waits),
        version=facts.node_versions.get(node.name) or facts.version or VERSION_WITH_EVERYTHING,
        maintenance=bool(maintenance_sources(node, settings, now)),
    )


def _guest(guest: Guest, waits: PressureOf, cpu_share: Mapping[int, float]) -> GuestInput:
    percent = guest.cpu.percent or 0.0
    share = Load(used=cpu_share.get(guest.vmid, percent / 100), total=guest.cpu.total)
    return GuestInput(
        vmid=guest.vmid,
        name=guest.name,
        kind=guest.kind,
        node=guest.node,
        cpu=_amount(guest.name, "cpu", share, waits),
        memory=_amount(guest.name, "memory", guest.memory, waits),
        disk=_amount(guest.name, "disk", guest.disk, waits),
        running=guest.running,
        tags=guest.tags,
        pools=() if guest.pool is None else (guest.pool,),
    )


def _amount(name: str, resource: str, load: Load, waits: PressureOf) -> Amount:
    return Amount(load.used or 0.0, load.total or 0, waits.get((name, resource), Pressure()))
