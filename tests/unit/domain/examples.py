"""A small cluster and settings that the tests of the domain bend to their needs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.connection import Connection, ConnectionState
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.task import Task, TaskState
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
GIB = 1024**3
RAW: dict[str, Any] = {
    "proxmox_api": {
        "hosts": ["pve1"],
        "user": "proxlb@pve",
        "token_id": "main",
        "token_secret": "s3cret",
        "timeout": 10,
    },
    "balancing": {"enable": True, "balance_types": ["vm", "ct"]},
}


def settings(**sections: Any) -> Settings:
    """Settings with the given sections laid over the usual ones."""
    return Settings.model_validate({**RAW, **sections})


def settings_file(raw: dict[str, Any] | None = None) -> SettingsFile:
    """A settings file with this content."""
    content = RAW if raw is None else raw
    return SettingsFile("/etc/proxlb/proxlb.yaml", "d1", Settings.model_validate(content), content)


def node(name: str, used_gib: float = 8, total_gib: float = 32, **changes: Any) -> Node:
    """An online node with so much memory used."""
    values = {"status": NodeStatus.ONLINE, "cpu": Load(2, 16), "memory": Load(used_gib * GIB, total_gib * GIB)}
    return Node(name, **{**values, **changes})


def guest(vmid: int, on: str = "pve1", memory_gib: float = 4, **changes: Any) -> Guest:
    """A running VM."""
    values = {"name": f"vm{vmid}", "kind": GuestKind.VM, "status": "running", "memory": Load(GIB, memory_gib * GIB)}
    values |= {"cpu": Load(0.5, 2), "disk": Load(None, 10 * GIB)}
    return Guest(vmid, node=on, **{**values, **changes})  # type: ignore[arg-type]


def snapshot(nodes: Iterable[Node] = (), guests: Iterable[Guest] = (), **changes: Any) -> ClusterSnapshot:
    """A snapshot taken at noon."""
    return ClusterSnapshot(NOON, tuple(nodes), tuple(guests), **{"quorate": True, **changes})


def view(seen: ClusterSnapshot | None, file: SettingsFile | None = None, **changes: Any) -> ClusterView:
    """A view whose connection is fine."""
    return ClusterView(Connection(ConnectionState.OK, since=NOON), snapshot=seen, settings=file, **changes)


def task(vmid: int, on: str = "pve1", *, at: int = 0, kind: str = "qmigrate", **changes: Any) -> Task:
    """A migration that began `at` seconds past noon and went well."""
    started = NOON + timedelta(seconds=at)
    upid = f"UPID:{on}:000003E8:00000001:{int(started.timestamp()):08X}:{kind}:{vmid}:root@pam:"
    values = {"state": TaskState.OK, "ended_at": started + timedelta(seconds=5), "user": "root@pam"}
    return Task(upid, on, kind, vmid, started_at=started, **{**values, **changes})
