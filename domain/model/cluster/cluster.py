"""The cluster at one moment, and the facts about it that change rarely."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.task import Task


class NodeStatus(StrEnum):
    """Whether a node takes part in the cluster."""

    ONLINE = "online"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Node:
    """One node; its loads are empty when it is offline or when we may not see them."""

    name: str
    status: NodeStatus
    cpu: Load = Load()
    memory: Load = Load()
    disk: Load = Load()
    uptime_seconds: int = 0
    ha_state: str | None = None

    @property
    def in_ha_maintenance(self) -> bool:
        """True when Proxmox's own HA manager has put the node into maintenance."""
        return self.ha_state == "maintenance"


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the snapshot that could not be read: which, why, and what to do."""

    part: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ClusterSnapshot:
    """Everything one tick reads; taken_at is UTC. Guests are ordered by VMID, nodes by name."""

    taken_at: datetime
    nodes: tuple[Node, ...]
    guests: tuple[Guest, ...]
    tasks: tuple[Task, ...] = ()
    name: str | None = None
    quorate: bool | None = None
    host: str = ""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What changes rarely: versions, tag colors, whether Proxmox balances too, and missing privileges."""

    version: str = ""
    node_versions: Mapping[str, str] = field(default_factory=dict)
    tag_colors: Mapping[str, str] = field(default_factory=dict)
    proxmox_balances: bool = False
    missing_privileges: tuple[str, ...] = ()
