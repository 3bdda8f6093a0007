"""Runs that the end of the cockpit cut short, and what Proxmox knows of them afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.runs.migrations import begun_after, given_up, outcomes
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.model.runs.tracker import Attempt

RESTARTED = "The cockpit was restarted during this run."
STOPPED = "The cockpit was stopped during this run."
NOT_FOUND = "Proxmox does not tell any more how it ended."


def ended_by_restart(record: RunRecord) -> Run:
    """The run as it is told after the restart; it was last heard of with its last line."""
    run = record.run
    if run.state.ended:
        return run
    heard = record.lines[-1].time if record.lines else run.started_at
    hint = _hint(run.result.migrations if run.result else ())
    ended = replace(run, state=RunState.FAILED, progress=None, cancelling=False, message=RESTARTED, hint=hint)
    return replace(ended, ended_at=max(heard, run.started_at))


def unsettled(run: Run) -> bool:
    """True while a migration of an ended run has no end."""
    return run.result is not None and any(one.outcome is Outcome.RUNNING for one in run.result.migrations)


def settled(run: Run, migrations: Iterable[Migration], *, last_look: bool) -> Run:
    """The run with what these tell of its migrations; after the last look, what is still open stays unknown."""
    if run.result is None:
        return run
    before = run.result.migrations
    attempts = [_attempt(one) for one in before]
    vmids = {one.guest: one.vmid for one in before if one.vmid is not None}
    found = outcomes(attempts, migrations, begun_after(run.started_at), vmids, before)
    if last_look:
        found = tuple(map(_unknown, given_up(found, attempts)))
    if found == before:
        return run
    told = _hint(found) if run.message in (RESTARTED, STOPPED) else run.hint
    return replace(run, result=replace(run.result, migrations=found), hint=told)


def _attempt(one: RunMigration) -> Attempt:
    refused = one.outcome is Outcome.REFUSED
    return Attempt(one.guest, one.kind, one.source, one.target, one.upid, refused, reason=one.reason)


def _unknown(one: RunMigration) -> RunMigration:
    still_open = one.outcome is Outcome.RUNNING
    return replace(one, outcome=Outcome.UNKNOWN, reason=one.reason or NOT_FOUND) if still_open else one


def _hint(migrations: Sequence[RunMigration]) -> str:
    if not migrations:
        return "It had moved nothing yet, as far as its log tells. Run it again."
    arrived = sum(one.outcome in (Outcome.OK, Outcome.WARNINGS) for one in migrations)
    return (
        f"It had begun {len(migrations)} migrations, of which {arrived} went well; the table tells what Proxmox knows."
    )
