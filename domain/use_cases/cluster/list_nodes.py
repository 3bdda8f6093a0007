"""The nodes as a list shows them: each with its share of the load, its guests and its maintenance."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.balance import Assigned, assigned_per_node, reserved_memory_bytes
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.cluster.load import Load, percent_of
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.maintenance_window import Window, weekly_start, window_of
from proxlb_ui.domain.model.settings.values.settings import Method, ProxmoxCluster


@dataclass(frozen=True, slots=True)
class NodeShare:
    """One resource of a node: what is used, and what its running guests may use at most."""

    load: Load
    assigned: float

    @property
    def assigned_percent(self) -> float | None:
        """The assigned share of the total."""
        return percent_of(self.assigned, self.load.total)


@dataclass(frozen=True, slots=True)
class NodeSchedule:
    """The weekly windows of a node as the settings name them; skipped are those that ProxLB does not understand.

    window is the open one or the next, None where no entry can be read.
    """

    entries: tuple[str, ...]
    skipped: tuple[str, ...]
    duration_hours: int
    pre_migration_minutes: int
    window: Window | None
    open: bool


@dataclass(frozen=True, slots=True)
class ListedNode:
    """One node; schedule is None where the settings do not name it."""

    node: Node
    version: str | None
    shares: Mapping[Method, NodeShare]
    reserved_memory_bytes: float
    vms: int
    cts: int
    running: int
    maintenance: tuple[str, ...]
    ignored: bool
    pressure: Mapping[Method, MeasuredPressure]
    schedule: NodeSchedule | None


def list_nodes(view: ClusterView, snapshot: ClusterSnapshot, local_now: datetime) -> Iterator[ListedNode]:
    """Every node in the order of the snapshot; local_now is what maintenance schedules are compared with."""
    settings = view.settings.settings if view.settings else None
    assigned = assigned_per_node(snapshot.guests)
    kinds = Counter((guest.node, guest.kind) for guest in snapshot.guests)
    running = Counter(guest.node for guest in snapshot.guests if guest.running)
    for node in snapshot.nodes:
        history = view.histories.get(node.name)
        yield ListedNode(
            node=node,
            version=view.facts.node_versions.get(node.name),
            shares=_shares(node, assigned.get(node.name, Assigned())),
            reserved_memory_bytes=reserved_memory_bytes(node, settings),
            vms=kinds[node.name, GuestKind.VM],
            cts=kinds[node.name, GuestKind.CT],
            running=running[node.name],
            maintenance=maintenance_sources(node, settings, local_now),
            ignored=is_ignored(node, settings),
            pressure=history.pressure if history else {},
            schedule=_schedule(node.name, settings.proxmox_cluster, local_now) if settings else None,
        )


def _shares(node: Node, assigned: Assigned) -> Mapping[Method, NodeShare]:
    loads = {Method.CPU: node.cpu, Method.MEMORY: node.memory, Method.DISK: node.disk}
    return {method: NodeShare(load, assigned.of(method)) for method, load in loads.items()}


def _schedule(name: str, cluster: ProxmoxCluster, local_now: datetime) -> NodeSchedule | None:
    schedule = cluster.maintenance_nodes_schedule
    entries = schedule.schedules.get(name)
    if not entries:
        return None
    window = window_of(name, schedule, local_now)
    return NodeSchedule(
        entries=tuple(entries),
        skipped=tuple(entry for entry in entries if weekly_start(entry) is None),
        duration_hours=schedule.duration,
        pre_migration_minutes=schedule.pre_migration,
        window=window,
        open=window is not None and window.is_open(local_now.replace(tzinfo=None)),
    )
