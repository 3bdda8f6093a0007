"""Proxmox tasks, as far as the cockpit cares."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

# Node, process and its start, time, kind, subject and user; nothing that could mean something else in a path.
_UPID = re.compile(
    r"UPID:(?P<node>[A-Za-z0-9][A-Za-z0-9-]{0,62}):(?P<pid>[0-9A-Fa-f]{8,9}):(?P<pstart>[0-9A-Fa-f]{8,9})"
    r":(?P<start>[0-9A-Fa-f]{8}):(?P<kind>[A-Za-z0-9_-]{1,64}):(?P<subject>[A-Za-z0-9_.@!=+,-]{0,128})"
    r":(?P<user>[A-Za-z0-9_.@!=+-]{1,128}):"
)


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


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """How a task ended, and Proxmox' own words when it did not simply end well."""

    state: TaskState
    message: str = ""


def outcome_of(exit_text: str) -> TaskOutcome:
    """The outcome that Proxmox' exit text tells."""
    if exit_text == "OK":
        return TaskOutcome(TaskState.OK)
    # To Proxmox such a task has ended well; to ProxLB all but OK is a failure (balancing.py: _interpret_task_status).
    warned = exit_text.startswith("WARNINGS")
    return TaskOutcome(TaskState.WARNINGS if warned else TaskState.FAILED, exit_text)


def is_upid(text: str) -> bool:
    """True for a well-formed task name that is safe to put into a path."""
    return _UPID.fullmatch(text) is not None


def node_of(upid: str) -> str:
    """The node a task ran on, or an empty text for a malformed name."""
    match = _UPID.fullmatch(upid)
    return match["node"] if match else ""


def started_at(upid: str) -> datetime | None:
    """When a task began by its node's clock, or None for a malformed name."""
    match = _UPID.fullmatch(upid)
    return datetime.fromtimestamp(int(match["start"], 16), UTC) if match else None


def vmid_of(upid: str) -> int | None:
    """The guest a task is about, or None for a malformed name or another subject."""
    match = _UPID.fullmatch(upid)
    return int(match["subject"]) if match and match["subject"].isdecimal() else None
