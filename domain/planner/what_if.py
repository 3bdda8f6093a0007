"""A plan's question: what would ProxLB do if some settings, tags, nodes or pins were different?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.settings.values.settings import Balancing, ProxmoxCluster, Settings
from proxlb_ui.domain.planner.returning_nodes import returned


class NodeWish(StrEnum):
    """What a node is supposed to be; online means none of the others."""

    ONLINE = "online"
    OFFLINE = "offline"
    MAINTENANCE = "maintenance"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class TagChange:
    """Tags a guest is supposed to have, and to have no more."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is supposed to be different; balancing and cluster are whole sections, None for the file's own."""

    balancing: Balancing | None = None
    cluster: ProxmoxCluster | None = None
    tags: Mapping[int, TagChange] = field(default_factory=dict)
    nodes: Mapping[str, NodeWish] = field(default_factory=dict)
    pins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True when nothing is different."""
        return self == NOTHING


NOTHING = WhatIf()


def suppose(
    what_if: WhatIf, snapshot: ClusterSnapshot, settings: Settings, known: Mapping[str, Node] | None = None
) -> tuple[ClusterSnapshot, Settings]:
    """The cluster and the settings as supposed; raises Invalid for nodes, guests and tags that are not there.

    known are the nodes as they were when they were last online, for one that is supposed to be back.
    """
    _check_names(what_if, snapshot)
    guests = snapshot.guests
    if what_if.tags:
        guests = tuple(_tagged(guest, what_if.tags.get(guest.vmid)) for guest in guests)
    nodes = tuple(_node(node, what_if.nodes.get(node.name), known or {}) for node in snapshot.nodes)
    changes: dict[str, object] = {
        "proxmox_cluster": _cluster(what_if.cluster or settings.proxmox_cluster, what_if.nodes)
    }
    if what_if.balancing is not None:
        changes["balancing"] = what_if.balancing
    supposed = settings.model_copy(update=changes)
    _check_pins(what_if.pins, nodes, supposed)
    return replace(snapshot, guests=guests, nodes=nodes), supposed


def _check_names(what_if: WhatIf, snapshot: ClusterSnapshot) -> None:
    nodes = {node.name for node in snapshot.nodes}
    vmids = {guest.vmid for guest in snapshot.guests}
    for name in what_if.nodes:
        if name not in nodes:
            raise Invalid(f"nodes.{name}: there is no node {name!r}.", f"The nodes are {', '.join(sorted(nodes))}.")
    for field_name, found in (("tags", what_if.tags), ("pins", what_if.pins)):
        for vmid in found:
            if vmid not in vmids:
                raise Invalid(f"{field_name}.{vmid}: there is no guest {vmid}.", "Use the VMID of a guest.")
    for vmid, names in what_if.pins.items():
        for name in names:
            if name not in nodes:
                hint = f"The nodes are {', '.join(sorted(nodes))}."
                raise Invalid(f"pins.{vmid}: there is no node {name!r}.", hint)


def _check_pins(pins: Mapping[int, tuple[str, ...]], nodes: tuple[Node, ...], settings: Settings) -> None:
    cluster = settings.proxmox_cluster
    closed = {*cluster.maintenance_nodes, *cluster.ignore_nodes}
    usable = {node.name for node in nodes if node.status is NodeStatus.ONLINE and not node.in_ha_maintenance} - closed
    for vmid, names in pins.items():
        if names and not usable.intersection(names):
            hint = "Pin it to a node that is online, not ignored and not in maintenance."
            raise Invalid(f"pins.{vmid}: no guest can go to {', '.join(names)}.", hint)


def _tagged(guest: Guest, change: TagChange | None) -> Guest:
    if change is None:
        return guest
    for tag in change.remove:
        if tag not in guest.tags:
            hint = f"Its tags are {', '.join(guest.tags)}." if guest.tags else "It has no tags."
            raise Invalid(f"tags.{guest.vmid}.remove: {guest.name} has no tag {tag!r}.", hint)
    kept = (tag for tag in guest.tags if tag not in change.remove)
    # Proxmox keeps tags in alphabetical order.
    return replace(guest, tags=tuple(sorted({*kept, *change.add})))


def _node(node: Node, wish: NodeWish | None, known: Mapping[str, Node]) -> Node:
    if wish is None:
        return node
    # Proxmox' own maintenance cannot hold a node that is supposed to be something else.
    freed = replace(node, ha_state=None) if node.in_ha_maintenance else node
    if wish is NodeWish.OFFLINE:
        return replace(freed, status=NodeStatus.OFFLINE)
    return freed if freed.status is NodeStatus.ONLINE else returned(freed, known)


def coming_back(what_if: WhatIf, snapshot: ClusterSnapshot) -> tuple[Node, ...]:
    """The nodes that are not online and supposed to be."""
    wishes = what_if.nodes
    return tuple(
        node
        for node in snapshot.nodes
        if node.status is not NodeStatus.ONLINE and wishes.get(node.name, NodeWish.OFFLINE) is not NodeWish.OFFLINE
    )


def lost(what_if: WhatIf, snapshot: ClusterSnapshot) -> tuple[str, ...]:
    """The nodes that are online and supposed to fail."""
    return tuple(
        node.name
        for node in snapshot.nodes
        if node.status is NodeStatus.ONLINE and what_if.nodes.get(node.name) is NodeWish.OFFLINE
    )


def _cluster(cluster: ProxmoxCluster, wishes: Mapping[str, NodeWish]) -> ProxmoxCluster:
    schedule = cluster.maintenance_nodes_schedule
    windows = {name: entries for name, entries in schedule.schedules.items() if name not in wishes}
    return cluster.model_copy(
        update={
            "maintenance_nodes": _wished(cluster.maintenance_nodes, wishes, NodeWish.MAINTENANCE),
            "ignore_nodes": _wished(cluster.ignore_nodes, wishes, NodeWish.IGNORED),
            "maintenance_nodes_schedule": schedule.model_copy(update={"schedules": windows}),
        }
    )


def _wished(names: list[str], wishes: Mapping[str, NodeWish], wish: NodeWish) -> list[str]:
    return [name for name in names if name not in wishes] + [name for name, found in wishes.items() if found is wish]
