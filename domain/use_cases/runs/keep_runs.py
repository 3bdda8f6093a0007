"""Remembering runs beyond the life of the cockpit."""

import asyncio
from collections.abc import Mapping

from proxlb_ui.domain.background import Work
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import NotFound, ProxlbUiError
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.log.lines import LogPage
from proxlb_ui.domain.model.migrations.filter import MOST, MigrationFilter
from proxlb_ui.domain.model.migrations.history_note import history_note
from proxlb_ui.domain.model.runs.interruption import ended_by_restart, settled, unsettled
from proxlb_ui.domain.model.runs.log import RunLog
from proxlb_ui.domain.model.runs.migrations import begun_after
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.migration_history import MigrationHistory
from proxlb_ui.domain.ports.run_history import RunHistory
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.runs.run_engine import LOG_LINES, REMEMBERED_RUNS, RunEngine, ended_already

WRITE_PAUSE_SECONDS = 1.0
LOOKS = 30


class KeepRuns:
    """The runs of this start and of earlier ones; what changes is written into the history."""

    def __init__(
        self, engine: RunEngine, history: RunHistory, migrations: MigrationHistory, cluster: WatchCluster, clock: Clock
    ) -> None:
        self.change = Change()
        self.problem: ProxlbUiError | None = None
        self._engine = engine
        self._history = history
        self._migrations = migrations
        self._cluster = cluster
        self._clock = clock
        self._earlier: dict[str, Run] = {}
        self._loaded = False
        self._looks = 0
        self._written: dict[str, Run] = {}
        self._writing = asyncio.Lock()

    @property
    def note(self) -> str:
        """Where the history is kept when that is not for long; empty when all is well."""
        return history_note(self._history.lasting, self.problem)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The newest ones, newest first."""
        own = self._engine.runs
        every = {**self._earlier, **{run.id: run for run in own}}
        return tuple(sorted(every.values(), key=lambda run: run.started_at, reverse=True)[:REMEMBERED_RUNS])

    @property
    def loops(self) -> Mapping[str, Work]:
        """What reads what is kept and what writes what changes, each until cancelled."""
        return {"kept runs: reading": self._look_again, "kept runs: writing": self._write_changes}

    async def find(self, run_id: str) -> Run:
        """One run, however old; raises NotFound."""
        return (await self._record(run_id)).run

    async def log(self, run_id: str, after: int = 0, limit: int = LOG_LINES) -> LogPage:
        """Lines of a run's log after a cursor; 0 means the newest."""
        if self._engine.knows(run_id):
            return self._engine.log(run_id, after, limit)
        return RunLog.of((await self._record(run_id)).lines).read(after, limit)

    async def older(self, limit: int) -> tuple[Run, ...]:
        """As many runs as asked for, newest first, also those that are no longer in memory."""
        try:
            kept = await self._history.recent(limit)
        except ProxlbUiError as problem:
            self._set_problem(problem)
            kept = ()
        every = {**{run.id: run for run in kept}, **{run.id: run for run in self.runs}}
        return tuple(sorted(every.values(), key=lambda run: run.started_at, reverse=True)[:limit])

    async def cancel(self, run_id: str) -> Run:
        """Ask for a run's end; raises Conflict when it has ended."""
        if self._engine.knows(run_id):
            return self._engine.cancel(run_id)
        await self._record(run_id)
        raise ended_already()

    async def look(self) -> None:
        """Take in what is kept, once, and what Proxmox tells of migrations whose run was cut short."""
        if not self._loaded:
            await self._load()
        open_ones = [run for run in self._earlier.values() if unsettled(run)]
        if not open_ones or self._cluster.view.connection.state is not ConnectionState.OK:
            return
        self._looks += 1
        for run in open_ones:
            await self._settle(run)

    async def write(self) -> bool:
        """Keep every run that is not kept as it is now; False when that failed, and is to be tried again."""
        async with self._writing:
            for run_id in [run.id for run in self._engine.runs]:
                # Each write takes its time, in which the next run goes on, or is forgotten for a newer one.
                if not self._engine.knows(run_id):
                    continue
                now = self._engine.find(run_id).without_progress
                if self._written.get(run_id) == now:
                    continue
                if not await self._keep(now, RunRecord(now, self._engine.lines(run_id))):
                    return False
                self._written[run_id] = now
            known = {run.id for run in self._engine.runs}
            self._written = {run_id: run for run_id, run in self._written.items() if run_id in known}
            return True

    async def try_again(self) -> None:
        """After a problem: all is well again when the history can be read and written."""
        known = self.problem
        try:
            await self._history.recent(1)
        except ProxlbUiError as problem:
            self.problem = problem
            return
        if await self.write():
            self._mended(known)

    async def close(self) -> None:
        """Keep how everything ended, and let go of the history."""
        await self.write()
        await self._history.close()

    async def _write_changes(self) -> None:
        seen = -1
        while True:
            seen = await self._engine.change.wait(seen)
            await self.write()
            await self._clock.sleep(WRITE_PAUSE_SECONDS)

    async def _look_again(self) -> None:
        # Counted before the first look, which takes its time: what changes meanwhile is looked at too.
        seen = self._cluster.change.count
        await self.look()
        while True:
            seen = await self._cluster.change.wait(seen)
            await self.look()
            if self.problem is not None:
                await self.try_again()

    async def _load(self) -> None:
        known = self.problem
        try:
            kept = await self._history.recent(REMEMBERED_RUNS)
            for run in kept:
                if not run.state.ended and not self._engine.knows(run.id):
                    await self._end(run)
                else:
                    self._earlier[run.id] = run
        except ProxlbUiError as problem:
            self._set_problem(problem)
            return
        self._loaded = True
        self._mended(known)

    async def _end(self, run: Run) -> None:
        record = await self._history.read(run.id) or RunRecord(run)
        ended = ended_by_restart(record)
        await self._history.record(ended, record.lines)
        self._earlier[run.id] = ended

    async def _settle(self, run: Run) -> None:
        try:
            since = begun_after(run.started_at)
            known = await self._migrations.find(MigrationFilter(since=since, limit=MOST))
        except ProxlbUiError:
            known = ()
        last_look = self._looks >= LOOKS
        now = settled(run, (*known, *self._cluster.view.migrations), last_look=last_look)
        if now is run:
            return
        self._earlier[run.id] = now
        record = await self._record(run.id)
        await self._keep(now, record)
        self.change.notify()

    async def _keep(self, run: Run, record: RunRecord) -> bool:
        try:
            await self._history.record(run, record.lines)
        except ProxlbUiError as problem:
            self._set_problem(problem)
            return False
        return True

    async def _record(self, run_id: str) -> RunRecord:
        if self._engine.knows(run_id):
            return RunRecord(self._engine.find(run_id), self._engine.lines(run_id))
        try:
            kept = await self._history.read(run_id)
        except ProxlbUiError as problem:
            self._set_problem(problem)
            kept = None
        earlier = self._earlier.get(run_id)
        if earlier is not None:
            return RunRecord(earlier, kept.lines if kept else ())
        if kept is None:
            raise NotFound(f"There is no run {run_id[:40]!r}.", "It may be older than what is remembered.")
        return kept

    def _mended(self, known: ProxlbUiError | None) -> None:
        """All is well, unless somebody met another problem while it was found out."""
        if self.problem is known:
            self._set_problem(None)

    def _set_problem(self, problem: ProxlbUiError | None) -> None:
        self.problem = problem
        self.change.notify()
