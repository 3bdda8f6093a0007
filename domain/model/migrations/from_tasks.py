"""Turning Proxmox' tasks into migrations."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration, stand_in
from proxlb_ui.domain.model.cluster.task import Task, TaskState

REQUEST = "hamigrate"
MOVES: Mapping[str, GuestKind] = {"qmigrate": GuestKind.VM, "vzmigrate": GuestKind.CT}
# The HA managers look about every ten seconds; what they have not begun by then they are not going to.
_HA_STARTS_WITHIN = timedelta(minutes=2)
_TARGET = re.compile(r"(?:starting migration of (?:VM|CT) \d+ to node '?|migration for \S+ \d+ to node '?)([\w.-]+)")
_DONE = (TaskState.OK, TaskState.WARNINGS)


def is_migration(task: Task) -> bool:
    """True for tasks that move a guest or ask the HA manager to."""
    return task.vmid is not None and (task.kind in MOVES or task.kind == REQUEST)


def target_in(lines: Iterable[str]) -> str | None:
    """The target node named in the first lines of a migration task's log."""
    found = (_TARGET.search(line) for line in lines)
    return next((match[1] for match in found if match is not None), None)


def migrations_from(
    tasks: Iterable[Task], guests: Iterable[Guest], known_targets: Mapping[str, str], now: datetime | None = None
) -> tuple[Migration, ...]:
    """All migrations, newest first; with now, a request the HA manager never followed is told as failed."""
    by_guest: dict[int, list[Task]] = {}
    for task in sorted(
        filter(is_migration, tasks), key=lambda task: (task.started_at, task.kind != REQUEST, task.upid)
    ):
        if task.vmid is not None:
            by_guest.setdefault(task.vmid, []).append(task)
    known = {guest.vmid: guest for guest in guests if guest.vmid in by_guest}
    found: list[Migration] = []
    for vmid, own in by_guest.items():
        found.extend(_of_guest(vmid, own, known.get(vmid), known_targets, now))
    return tuple(sorted(found, key=lambda migration: (migration.started_at, migration.upid), reverse=True))


def _of_guest(
    vmid: int, tasks: list[Task], guest: Guest | None, known_targets: Mapping[str, str], now: datetime | None
) -> list[Migration]:
    steps = _merged(tasks)
    # Where the guest was after each step: the source of its next real migration, in the end where it is now.
    after = guest.node if guest else None
    found: list[Migration] = []
    for request, move in reversed(steps):
        task = move or request
        if task is None:
            continue
        target = known_targets.get(task.upid) or (known_targets.get(request.upid) if request else None)
        if target is None and move is not None and move.state in _DONE and after != move.node:
            target = after
        found.append(_migration(vmid, task, guest, target, request, now if move is None else None))
        if move is not None:
            after = move.node
    return found


def _merged(tasks: list[Task]) -> list[tuple[Task | None, Task | None]]:
    """Pairs of HA request and real task, oldest first; either may be missing."""
    steps: list[tuple[Task | None, Task | None]] = []
    waiting: Task | None = None
    for task in tasks:
        if task.kind == REQUEST:
            if waiting is not None:
                steps.append((waiting, None))
            waiting = task
        elif waiting is None or waiting.state is TaskState.FAILED:
            steps.extend([(waiting, None)] if waiting else [])
            steps.append((None, task))
            waiting = None
        else:
            # A move that begins late is still the answer to the request, but perhaps to an older one: not merged.
            in_time = task.started_at - waiting.started_at <= _HA_STARTS_WITHIN
            steps.append((waiting if in_time else None, task))
            waiting = None
    return [*steps, (waiting, None)] if waiting else steps


def _migration(
    vmid: int, task: Task, guest: Guest | None, target: str | None, request: Task | None, now: datetime | None
) -> Migration:
    state, reason, ended_at = task.state, task.message, task.ended_at
    if task.kind == REQUEST and state in _DONE:
        # The request ends at once; the migration it asks for is still to come.
        state, ended_at = TaskState.RUNNING, None
        if now is not None and now - task.started_at > _HA_STARTS_WITHIN:
            state, ended_at = TaskState.FAILED, task.ended_at
            reason = "The HA manager took the request, but no migration followed."
    kind = MOVES.get(task.kind) or (guest.kind if guest else GuestKind.VM)
    return Migration(
        upid=task.upid,
        vmid=vmid,
        guest=guest.name if guest else stand_in(kind, vmid),
        kind=kind,
        source=task.node,
        target=target,
        started_at=task.started_at,
        ended_at=ended_at,
        state=state,
        reason=reason,
        ha=request is not None,
        # The HA manager moves guests in its own name; who asked it is what counts.
        user=(request or task).user,
        request=request.upid if request is not None and request is not task else "",
    )
