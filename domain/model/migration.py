"""Migrations, as told by Proxmox' own tasks."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.guest import GuestKind
from domain.model.task import TaskState


@dataclass(frozen=True, slots=True)
class Migration:
    """One guest moving from source to target; target is None while nobody can tell. reason is Proxmox' own text."""

    upid: str
    vmid: int
    guest: str
    kind: GuestKind
    source: str
    target: str | None
    started_at: datetime
    ended_at: datetime | None
    state: TaskState
    reason: str = ""
    ha: bool = False
