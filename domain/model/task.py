"""Proxmox tasks, as far as the cockpit cares."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    """How a task stands; Proxmox counts warnings as success."""

    RUNNING = "running"
    OK = "ok"
    WARNINGS = "warnings"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a node; kind is Proxmox's word (qmigrate, vzmigrate, hamigrate, ...), times are UTC.

    message is Proxmox's exit text when the task did not simply end well.
    """

    upid: str
    node: str
    kind: str
    vmid: int | None
    user: str
    started_at: datetime
    ended_at: datetime | None
    state: TaskState
    message: str = ""
