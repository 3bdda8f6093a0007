"""Executing one run: the engine to its end, then Proxmox to the end of every migration it asked for."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from proxlb_ui.domain.errors import ProxlbUiError, TimedOut
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.log.failure_lines import failure_lines
from proxlb_ui.domain.model.runs.document import read_document
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.failure import EngineEnd, Trouble, trouble_of
from proxlb_ui.domain.model.runs.interruption import STOPPED
from proxlb_ui.domain.model.runs.log import RunLog
from proxlb_ui.domain.model.runs.migrations import begun_after, given_up, outcomes
from proxlb_ui.domain.model.runs.move_comparison import compare_moves
from proxlb_ui.domain.model.runs.outcome import outcome_of
from proxlb_ui.domain.model.runs.result import Outcome, RunResult
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.model.runs.solver.consequence import decided
from proxlb_ui.domain.model.runs.tracker import RunTracker
from proxlb_ui.domain.model.settings.text.flow_style import settings_text
from proxlb_ui.domain.model.settings.text.redaction import Redactor
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.engine_runner import EngineRunner
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.runs.engine_session import EngineSession
from proxlb_ui.domain.use_cases.runs.planned_moves import planned_moves
from proxlb_ui.domain.use_cases.runs.read_solver_report import ReadSolverReport
from proxlb_ui.domain.use_cases.service.running_version import KnowsStatus, version_of
from proxlb_ui.domain.use_cases.settings.engine_settings import for_one_run, secrets_of

LOOK_SECONDS = 2.0
# Nodes tell each other of their tasks now and then: one that has begun may be listed some seconds later.
LOOKS_FOR_A_TASK = 4
UNREADABLE_LOOKS = 30


@dataclass
class RunEntry:
    """A run, what belongs to it, and the key its caller gave so that a repeated request finds it again."""

    run: Run
    settings: Settings
    file: SettingsFile
    view: ClusterView
    key: str | None = None
    log: RunLog = field(default_factory=RunLog)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    changed: Callable[[], None] = lambda: None

    def move(self, **changes: Any) -> None:
        """The run as it is from now on."""
        self.run = replace(self.run, **changes)
        self.changed()

    @property
    def result(self) -> RunResult:
        return self.run.result or RunResult()


class _Cancelled(Exception):
    """Somebody asked for the end."""


class ExecuteRun:
    """Takes one run from its first line to its true result; nothing it started is left when it returns."""

    def __init__(
        self,
        runner: EngineRunner,
        cluster: WatchCluster,
        clock: Clock,
        worker: Worker,
        longest_seconds: float,
        read_solver_report: ReadSolverReport,
        service: KnowsStatus | None = None,
    ) -> None:
        self._service = service
        self._runner = runner
        self._cluster = cluster
        self._clock = clock
        self._worker = worker
        self._longest_seconds = longest_seconds
        self._read_solver_report = read_solver_report

    async def __call__(self, entry: RunEntry) -> None:
        try:
            with self._cluster.watching():
                await self._whole(entry)
        finally:
            if not entry.run.state.ended:
                entry.move(state=RunState.FAILED, ended_at=self._clock.now(), message=STOPPED, progress=None)

    async def _whole(self, entry: RunEntry) -> None:
        # What the planner is asked about later is the cluster as the engine begins with it.
        await self._cluster.refresh()
        entry.view = self._cluster.view
        tracker = _tracker(entry)
        gathering = asyncio.create_task(self._gather_meanwhile(entry, tracker))
        try:
            trouble, state = await self._engine(entry, tracker)
        finally:
            await _ended(gathering)
        solver = await self._read_solver_report(tracker.solver.report, entry.run, entry.settings.solver)
        entry.move(solver=solver)
        if state is None and tracker.attempts:
            entry.move(state=RunState.MIGRATING)
            await self._settle(entry, tracker)
            state = RunState.CANCELLED if entry.cancelled.is_set() else None
        self._finish(entry, trouble, state)
        if state is not None and any(one.outcome is Outcome.RUNNING for one in entry.result.migrations):
            await self._settle(entry, tracker)
            self._set_message(entry, trouble)

    async def _engine(self, entry: RunEntry, tracker: RunTracker) -> tuple[Trouble | None, RunState | None]:
        """Run the engine; the state is None when there was no trouble."""
        try:
            end = await self._bounded(entry, self._session(entry, tracker))
            entry.move(exit_code=end.exit_code)
            trouble = trouble_of(entry.run.kind, end, entry.log.lines)
            trouble = await self._understand(entry, end, tracker) or trouble
            if entry.run.kind is RunKind.REBALANCE:
                tracker.assume(move for move in entry.result.moves if move.by_engine and move.executed)
            return trouble, RunState.FAILED if trouble else None
        except _Cancelled:
            return None, RunState.CANCELLED
        except ProxlbUiError as error:
            return Trouble(error.message, error.hint, failure_lines(entry.log.lines)), RunState.FAILED
        finally:
            self._gather(entry, tracker)

    def _session(self, entry: RunEntry, tracker: RunTracker) -> Coroutine[Any, Any, EngineEnd]:
        def moved() -> None:
            if (tracker.state, tracker.progress) != (entry.run.state, entry.run.progress):
                entry.move(state=tracker.state, progress=tracker.progress)

        text = settings_text(for_one_run(entry.file.raw, entry.run.kind, entry.run.overrides))
        session = EngineSession(self._clock, Redactor(secrets_of(entry.file)), entry.log, tracker)
        return session.run(self._runner, entry.run.kind, text, moved)

    async def _bounded(self, entry: RunEntry, work: Coroutine[Any, Any, EngineEnd]) -> EngineEnd:
        engine = asyncio.create_task(work)
        bound = asyncio.create_task(self._clock.sleep(self._longest_seconds))
        cancelled = asyncio.create_task(entry.cancelled.wait())
        try:
            await asyncio.wait({engine, bound, cancelled}, return_when=asyncio.FIRST_COMPLETED)
            if engine.done():
                return engine.result()
            if cancelled.done():
                raise _Cancelled
        finally:
            await _ended(engine, bound, cancelled)
        minutes = self._longest_seconds / 60
        raise TimedOut(f"The run took longer than {minutes:g} minutes and was ended.", "Raise PROXLB_UI_RUN_MINUTES.")

    async def _understand(self, entry: RunEntry, end: EngineEnd, tracker: RunTracker) -> Trouble | None:
        if entry.run.kind is RunKind.BEST_NODE:
            entry.move(result=RunResult(best_node=end.best_node))
            return None
        if not end.documents:
            return None
        try:
            document = await self._worker.run(lambda: read_document(end.documents[-1]))
        except ProxlbUiError as error:
            return Trouble(error.message, error.hint)
        view, settings, began = entry.view, entry.settings, entry.run.started_at
        version = version_of(self._service)
        planned = None
        if not decided(tracker.solver.report, entry.run.kind):
            planned = await self._worker.run(lambda: planned_moves(view, settings, began, version))
        kinds = [GuestKind(kind) for kind in entry.settings.balancing.balance_types]
        moves = compare_moves(document.moves, planned, kinds)
        compared = planned is not None
        entry.move(result=replace(entry.result, document=document, moves=moves, compared=compared))
        return None

    async def _gather_meanwhile(self, entry: RunEntry, tracker: RunTracker) -> None:
        seen = self._cluster.change.count
        while True:
            seen = await self._cluster.change.wait(seen)
            self._gather(entry, tracker)

    def _gather(self, entry: RunEntry, tracker: RunTracker) -> None:
        if not tracker.attempts:
            return
        snapshot = entry.view.snapshot
        vmids = {guest.name: guest.vmid for guest in snapshot.guests} if snapshot else {}
        begun = begun_after(entry.run.started_at)
        before = entry.result.migrations
        found = outcomes(tracker.attempts, self._cluster.view.migrations, begun, vmids, before)
        if found != before:
            entry.move(result=replace(entry.result, migrations=found))

    async def _settle(self, entry: RunEntry, tracker: RunTracker) -> None:
        """Look until every migration has ended, within the bound; an ended run no longer listens to a cancel."""
        deadline = self._clock.monotonic() + self._longest_seconds
        looks = failures = 0
        while self._clock.monotonic() < deadline and failures < UNREADABLE_LOOKS:
            await self._cluster.refresh()
            readable = self._cluster.view.connection.state is ConnectionState.OK
            looks, failures = (looks + 1, 0) if readable else (looks, failures + 1)
            self._gather(entry, tracker)
            waiting = [one for one in entry.result.migrations if one.outcome is Outcome.RUNNING]
            if not waiting or (looks >= LOOKS_FOR_A_TASK and not any(one.upid for one in waiting)):
                break
            if entry.cancelled.is_set() and not entry.run.state.ended:
                return
            await self._clock.sleep(LOOK_SECONDS)
        entry.move(result=replace(entry.result, migrations=given_up(entry.result.migrations, tracker.attempts)))

    def _finish(self, entry: RunEntry, trouble: Trouble | None, state: RunState | None) -> None:
        # ProxLB ends with 0 whatever became of its migrations, so that their true end decides.
        state = state or (RunState.FAILED if entry.result.failed else RunState.DONE)
        entry.run = replace(entry.run, state=state, progress=None, cancelling=False, ended_at=self._clock.now())
        self._set_message(entry, trouble)

    def _set_message(self, entry: RunEntry, trouble: Trouble | None) -> None:
        if trouble is not None:
            entry.move(message=trouble.message, hint=trouble.hint, last_words=trouble.last_words)
        else:
            message, hint = outcome_of(entry.run.kind, entry.run.state, entry.result)
            entry.move(message=message, hint=hint)


def _tracker(entry: RunEntry) -> RunTracker:
    """Totals are what ProxLB will look at: online nodes it does not ignore, and their running guests."""
    if entry.view.snapshot is None:
        return RunTracker()
    ignored = entry.settings.proxmox_cluster.ignore_nodes
    nodes = {
        node.name for node in entry.view.snapshot.nodes if node.status is NodeStatus.ONLINE and node.name not in ignored
    }
    guests = sum(guest.running and guest.node in nodes for guest in entry.view.snapshot.guests)
    return RunTracker(len(nodes), guests)


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        with suppress(asyncio.CancelledError, ProxlbUiError):
            task.result()
