"""What became of the migrations a run asked for, from Proxmox' own tasks."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.task import TaskState, started_at, vmid_of
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration
from proxlb_ui.domain.model.runs.tracker import Attempt

CLOCK_TOLERANCE = timedelta(seconds=2)
NO_TASK = "Proxmox' task list shows no migration for it."
_OUTCOMES = {
    TaskState.RUNNING: Outcome.RUNNING,
    TaskState.OK: Outcome.OK,
    TaskState.WARNINGS: Outcome.WARNINGS,
    TaskState.FAILED: Outcome.FAILED,
}


def outcomes(
    attempts: Sequence[Attempt],
    migrations: Iterable[Migration],
    begun_at: datetime,
    vmids: Mapping[str, int],
    before: Sequence[RunMigration] = (),
) -> tuple[RunMigration, ...]:
    """One per attempt, in order; what was learned before stays, since Proxmox' list of tasks is short."""
    oldest_first = sorted(migrations, key=lambda migration: migration.started_at)
    taken = {known.upid for known in before if known.upid}
    found: list[RunMigration] = []
    for index, attempt in enumerate(attempts):
        known = before[index] if index < len(before) else None
        if known is not None and known.outcome not in (Outcome.RUNNING, Outcome.UNKNOWN):
            found.append(known)
            continue
        own = {known.upid} if known else set()
        migration = _task_of(attempt, oldest_first, begun_at, vmids, taken - own)
        if migration is not None:
            taken.add(migration.upid)
            found.append(_with_task(attempt, migration))
        else:
            found.append(_without_task(attempt, known, vmids))
    return tuple(found)


def given_up(migrations: Iterable[RunMigration], attempts: Sequence[Attempt]) -> tuple[RunMigration, ...]:
    """The same when nobody looks any longer: what has no task gets the engine's own verdict, if it gave one."""
    return tuple(_settled(migration, attempt) for migration, attempt in zip(migrations, attempts, strict=True))


def _settled(migration: RunMigration, attempt: Attempt) -> RunMigration:
    if migration.outcome is not Outcome.RUNNING or migration.started_at is not None:
        return migration
    said = {True: Outcome.OK, False: Outcome.FAILED, None: Outcome.UNKNOWN}[attempt.verdict]
    said_so = "" if attempt.verdict is None else " This is what ProxLB says of it."
    reason = attempt.reason or NO_TASK + said_so
    return _plain(attempt, migration.vmid, said, reason)


def _task_of(
    attempt: Attempt, migrations: list[Migration], begun_at: datetime, vmids: Mapping[str, int], taken: Set[str]
) -> Migration | None:
    if attempt.refused:
        return None
    vmid = vmid_of(attempt.upid) if attempt.upid else vmids.get(attempt.guest)
    # By the clock of Proxmox when the task is named, as ours may differ.
    since = (started_at(attempt.upid) if attempt.upid else None) or begun_at
    own = [one for one in migrations if one.vmid == vmid and one.upid not in taken]
    named = next((one for one in own if one.upid == attempt.upid), None)
    return named or next((one for one in own if one.started_at >= since), None)


def _with_task(attempt: Attempt, migration: Migration) -> RunMigration:
    reason = migration.reason
    if migration.state is TaskState.FAILED and not reason:
        reason = attempt.reason
    return RunMigration(
        guest=attempt.guest,
        vmid=migration.vmid,
        kind=attempt.kind,
        source=attempt.source,
        target=attempt.target,
        outcome=_OUTCOMES[migration.state],
        reason=reason,
        started_at=migration.started_at,
        ended_at=migration.ended_at,
        ha=migration.ha,
        upid=migration.upid,
    )


def _without_task(attempt: Attempt, known: RunMigration | None, vmids: Mapping[str, int]) -> RunMigration:
    if attempt.refused:
        return _plain(attempt, vmids.get(attempt.guest), Outcome.REFUSED, attempt.reason or "Proxmox refused it.")
    vmid = (vmid_of(attempt.upid) if attempt.upid else None) or vmids.get(attempt.guest)
    return known or _plain(attempt, vmid, Outcome.RUNNING, "")


def _plain(attempt: Attempt, vmid: int | None, outcome: Outcome, reason: str) -> RunMigration:
    return RunMigration(attempt.guest, vmid, attempt.kind, attempt.source, attempt.target, outcome, reason)


def begun_after(run_started_at: datetime) -> datetime:
    """From when a task without a name may be the run's: Proxmox counts whole seconds, by a clock of its own."""
    return run_started_at - CLOCK_TOLERANCE
