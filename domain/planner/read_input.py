"""The planner's input from what the cockpit knows of a cluster."""

from collections.abc import Mapping
from datetime import datetime

from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import CALM, History, Subject
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.settings.values.settings import Method, Settings
from proxlb_ui.domain.planner.plan_input import VERSION_WITH_EVERYTHING, Amount, GuestInput, NodeInput, PlanInput
from proxlb_ui.domain.planner.versions.as_version import as_version, settings_as_version

_NO_HISTORY = History()


def plan_input(
    snapshot: ClusterSnapshot,
    facts: ClusterFacts,
    settings: Settings,
    now: datetime,
    *,
    ha_rules: tuple[HaRule, ...] = (),
    histories: Mapping[Subject, History] | None = None,
    supposed_pins: Mapping[int, tuple[str, ...]] | None = None,
    guests: tuple[GuestInput, ...] | None = None,
    version: str | None = None,
) -> PlanInput:
    """What ProxLB would read; now is its local time, guests what an earlier input made of the same guests.

    version is ProxLB's own; None is taken for the newest.

    Absent figures get a default: no HA rules, no pressure, the guest's CPU share of this moment where its history
    was not read, version 9 where a node's version is unknown, and 0 for loads that Proxmox does not give. A history
    that was read and is empty is a CPU share of 0, as in ProxLB.
    """
    known = histories or {}
    visible = [node for node in snapshot.nodes if _visible(node, settings)]
    settings = settings_as_version(version, settings)
    found = PlanInput(
        nodes=tuple(_node(node, facts, settings, now, known.get(node.name, _NO_HISTORY)) for node in visible),
        guests=guests or tuple(_guest(guest, known.get(guest.vmid)) for guest in snapshot.guests),
        balancing=settings.balancing,
        ha_rules=ha_rules,
        ignored_nodes=frozenset(node.name for node in snapshot.nodes if is_ignored(node, settings)),
        supposed_pins=supposed_pins or {},
    )
    return as_version(version, found)


def _visible(node: Node, settings: Settings) -> bool:
    return node.status is NodeStatus.ONLINE and not is_ignored(node, settings)


def _node(node: Node, facts: ClusterFacts, settings: Settings, now: datetime, history: History) -> NodeInput:
    return NodeInput(
        name=node.name,
        cpu=_amount(node.cpu, history, Method.CPU),
        memory=_amount(node.memory, history, Method.MEMORY),
        disk=_amount(node.disk, history, Method.DISK),
        version=facts.node_versions.get(node.name) or facts.version or VERSION_WITH_EVERYTHING,
        maintenance=bool(maintenance_sources(node, settings, now)),
        unknown=frozenset(method for method, load in _loads(node).items() if load.total is None),
    )


def _loads(node: Node) -> Mapping[Method, Load]:
    return {Method.CPU: node.cpu, Method.MEMORY: node.memory, Method.DISK: node.disk}


def _guest(guest: Guest, read: History | None) -> GuestInput:
    history = read or _NO_HISTORY
    share = (guest.cpu.percent or 0.0) / 100 if read is None else read.cpu_share or 0.0
    # ProxLB cuts the cores of a CT, which may be limited to half of one, to a whole number.
    cores = int(guest.cpu.total or 0)
    return GuestInput(
        vmid=guest.vmid,
        name=guest.name,
        kind=guest.kind,
        node=guest.node,
        cpu=_amount(Load(share, cores), history, Method.CPU),
        memory=_amount(guest.memory, history, Method.MEMORY),
        disk=_amount(guest.disk, history, Method.DISK),
        running=guest.running,
        tags=guest.tags,
        pools=() if guest.pool is None else (guest.pool,),
    )


def _amount(load: Load, history: History, method: Method) -> Amount:
    return Amount(load.used or 0.0, load.total or 0, history.pressure.get(method, CALM))
