"""Proxmox' JSON as the cockpit's own values; pure. Missing and odd fields become None, never zero."""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from proxlb_ui.domain.model.cluster.cluster import Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.task import Task, TaskOutcome, TaskState, outcome_of

Row = Mapping[str, Any]
_KINDS = {"qemu": GuestKind.VM, "lxc": GuestKind.CT}


def number(value: Any) -> float | None:
    """A finite number, also from text; Proxmox sends some figures as strings."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number, also from text."""
    found = number(value)
    return None if found is None else int(found)


def truth(value: Any) -> bool:
    """A Proxmox boolean: 0 or 1, as number or text."""
    return str(value).lower() in ("1", "true", "yes", "on")


def moment(value: Any) -> datetime | None:
    """A time from seconds since the epoch."""
    seconds = number(value)
    if seconds is None or not 0 <= seconds < 32503680000:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def rows_of(answer: Any) -> list[Row]:
    """The rows of an answer that must be a list; raises TypeError for anything else."""
    if not isinstance(answer, list):
        raise TypeError("not a list")
    return [row for row in answer if isinstance(row, dict)]


def nodes_from(resources: Iterable[Row], in_maintenance: frozenset[str] = frozenset()) -> tuple[Node, ...]:
    """All nodes by name; in_maintenance names those whose local HA manager says so."""
    nodes = {str(row["node"]): row for row in resources if row.get("type") == "node" and row.get("node")}
    return tuple(_node(name, nodes[name], name in in_maintenance) for name in sorted(nodes))


def _node(name: str, row: Row, in_maintenance: bool) -> Node:
    status = row.get("status")
    ha_state = _text(row.get("hastate"))
    return Node(
        name=name,
        status=NodeStatus(status) if status in ("online", "offline") else NodeStatus.UNKNOWN,
        cpu=_cpu(row),
        memory=Load(number(row.get("mem")), number(row.get("maxmem"))),
        disk=Load(number(row.get("disk")), number(row.get("maxdisk"))),
        uptime_seconds=whole(row.get("uptime")) or 0,
        ha_state="maintenance" if in_maintenance else ha_state,
    )


def guests_from(resources: Iterable[Row], names: Mapping[int, str], ha_states: Mapping[int, str]) -> tuple[Guest, ...]:
    """All guests by VMID; names are those seen earlier, as Proxmox forgets them while a node is away."""
    found: dict[int, Guest] = {}
    for row in resources:
        kind = _KINDS.get(str(row.get("type")))
        if kind is not None and (vmid := _vmid(row)) is not None:
            found[vmid] = _guest(vmid, kind, row, names, ha_states)
    return tuple(found[vmid] for vmid in sorted(found))


def _guest(vmid: int, kind: GuestKind, row: Row, names: Mapping[int, str], ha_states: Mapping[int, str]) -> Guest:
    name = row.get("name") or names.get(vmid) or f"{kind.value.upper()} {vmid}"
    tags = row.get("tags")
    # A VM's disk is always reported as 0: only the guest itself knows.
    disk_used = number(row.get("disk")) if kind is GuestKind.CT else None
    return Guest(
        vmid=vmid,
        name=str(name),
        kind=kind,
        node=str(row.get("node") or ""),
        status=str(row.get("status") or "unknown"),
        cpu=_cpu(row),
        memory=Load(number(row.get("mem")), number(row.get("maxmem"))),
        disk=Load(disk_used, number(row.get("maxdisk"))),
        uptime_seconds=whole(row.get("uptime")) or 0,
        tags=tuple(filter(None, str(tags).split(";"))) if tags else (),
        pool=_text(row.get("pool")),
        ha_state=_text(row.get("hastate")) or ha_states.get(vmid),
        lock=_text(row.get("lock")),
        template=truth(row.get("template")),
    )


def _vmid(row: Row) -> int | None:
    found = whole(row.get("vmid"))
    return whole(str(row.get("id", "")).rpartition("/")[2]) if found is None else found


def _cpu(row: Row) -> Load:
    """Cores in use: Proxmox gives a share of maxcpu."""
    share, cores = number(row.get("cpu")), number(row.get("maxcpu"))
    return Load(None if share is None or cores is None else share * cores, cores)


def _text(value: Any) -> str | None:
    return str(value) if value else None


def tasks_from(rows: Iterable[Row]) -> tuple[Task, ...]:
    """All tasks that say which one they are and when they began."""
    found = (_task(row) for row in rows)
    return tuple(task for task in found if task is not None)


def _task(row: Row) -> Task | None:
    started_at = moment(row.get("starttime"))
    if started_at is None or not row.get("upid"):
        return None
    ended_at, status = moment(row.get("endtime")), str(row.get("status") or "")
    outcome = outcome_of(status) if ended_at is not None else TaskOutcome(TaskState.RUNNING)
    subject = str(row.get("id") or "")
    return Task(
        upid=str(row["upid"]),
        node=str(row.get("node") or ""),
        kind=str(row.get("type") or ""),
        vmid=int(subject) if subject.isascii() and subject.isdigit() else None,
        user=str(row.get("user") or ""),
        started_at=started_at,
        ended_at=ended_at,
        state=outcome.state,
        message=outcome.message,
    )


def ha_states_from(rows: Iterable[Row]) -> dict[int, str]:
    """HA state by VMID, for resources that do not carry it."""
    found: dict[int, str] = {}
    for row in rows:
        vmid = whole(str(row.get("sid", "")).rpartition(":")[2]) if row.get("type") == "service" else None
        state = row.get("crm_state") or row.get("state")
        if vmid is not None and state:
            found[vmid] = str(state)
    return found


def maintenance_from(rows: Iterable[Row]) -> frozenset[str]:
    """Nodes whose local HA manager says it is in maintenance mode."""
    return frozenset(
        str(row.get("node"))
        for row in rows
        if row.get("type") == "lrm" and "maintenance mode" in str(row.get("status", ""))
    )


def cluster_from(status_rows: Iterable[Row], ha_rows: Iterable[Row]) -> tuple[str | None, bool | None]:
    """Name and quorum; a single node has no cluster row, but its HA manager knows the quorum."""
    for row in status_rows:
        if row.get("type") == "cluster":
            return _text(row.get("name")), truth(row.get("quorate"))
    for row in ha_rows:
        if row.get("type") == "quorum" and "quorate" in row:
            return None, truth(row["quorate"])
    return None, None
