"""Running the real engine once, with the present settings, beside the service."""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.background import begin
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Conflict, Invalid, NotFound, Unavailable
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.log.lines import LogLine, LogPage
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.runs.execute_run import ExecuteRun, RunEntry
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns
from proxlb_ui.domain.use_cases.settings.engine_settings import settings_with

REMEMBERED_RUNS = 50
LOG_LINES = 500


def ended_already() -> Conflict:
    """The answer to whoever wants to cancel what is over."""
    return Conflict("This run has ended already.", "Start another one.")


class RunEngine:
    """The runs asked for, newest first, of which one at a time is under way; migrations of a rebalance are real."""

    def __init__(
        self, execute: ExecuteRun, settings: SettingsStore, cluster: WatchCluster, service: TrackRuns, clock: Clock
    ) -> None:
        self.change = Change()
        self._execute = execute
        self._settings = settings
        self._cluster = cluster
        self._service = service
        self._clock = clock
        self._entries: OrderedDict[str, RunEntry] = OrderedDict()
        self._workers: set[asyncio.Task[None]] = set()
        self._starting = asyncio.Lock()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The remembered ones, newest first."""
        return tuple(entry.run for entry in reversed(self._entries.values()))

    async def start(self, kind: RunKind, overrides: Mapping[str, Any] | None = None, key: str | None = None) -> Run:
        """Begin a run; raises Conflict naming what is in the way, or Invalid for overrides that cannot be used."""
        async with self._starting:
            if key is not None and (known := self._with_key(kind, key)):
                return known.run
            self._require_no_other()
            if kind is RunKind.REBALANCE:
                await self._require_still_cluster(overrides or {})
            return (await self._begin(kind, overrides or {}, key)).run

    def find(self, run_id: str) -> Run:
        return self._entry(run_id).run

    def knows(self, run_id: str) -> bool:
        """True for a remembered run of this start of the cockpit."""
        return run_id in self._entries

    def settings_of(self, run_id: str) -> Settings:
        """The settings a run was given, with what it tried."""
        return self._entry(run_id).settings

    def lines(self, run_id: str) -> tuple[LogLine, ...]:
        """All that is kept of a run's log."""
        return self._entry(run_id).log.lines

    def log(self, run_id: str, after: int = 0, limit: int = LOG_LINES) -> LogPage:
        """Lines of a run's log after a cursor; 0 means the newest."""
        return self._entry(run_id).log.read(after, limit)

    def cancel(self, run_id: str) -> Run:
        """Ask for a run's end; raises Conflict when it has ended."""
        entry = self._entry(run_id)
        if entry.run.state.ended:
            raise ended_already()
        entry.cancelled.set()
        entry.move(cancelling=True)
        return entry.run

    async def close(self) -> None:
        """End what is under way; migrations that Proxmox has begun go on."""
        for worker in self._workers:
            worker.cancel()
        if self._workers:
            await asyncio.wait(self._workers)

    async def _begin(self, kind: RunKind, overrides: Mapping[str, Any], key: str | None) -> RunEntry:
        file = await self._settings.read()
        settings = settings_with(file, overrides)
        run = Run(uuid.uuid4().hex, kind, self._clock.now(), overrides=overrides)
        entry = RunEntry(run, settings, file, self._cluster.view, key, changed=self.change.notify)
        self._entries[run.id] = entry
        while len(self._entries) > REMEMBERED_RUNS:
            self._entries.popitem(last=False)
        worker = begin(self._execute(entry), f"{kind} of the engine")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        self.change.notify()
        return entry

    def _require_no_other(self) -> None:
        for run in self.runs:
            if not run.state.ended:
                raise Conflict(f"A {run.kind.noun} is under way.", f"Wait for its end, or cancel run {run.id}.")

    async def _require_still_cluster(self, overrides: Mapping[str, Any]) -> None:
        if overrides:
            raise Invalid("A rebalance takes the settings as they are saved.", "Save them first, or ask for a dry run.")
        if self._service.activity.running:
            raise Conflict("ProxLB's own run is under way, and may be migrating.", "Wait for its end.")
        await self._cluster.refresh()
        view = self._cluster.view
        if view.connection.state is not ConnectionState.OK:
            message = f"Whether guests are being migrated cannot be read: {view.connection.message}"
            raise Unavailable(message, view.connection.hint)
        for migration in view.migrations:
            if migration.state is TaskState.RUNNING:
                way = f"from {migration.source}" + (f" to {migration.target}" if migration.target else "")
                raise Conflict(f"Proxmox is migrating {migration.guest} {way}.", "Wait for the end of all migrations.")

    def _entry(self, run_id: str) -> RunEntry:
        if (entry := self._entries.get(run_id)) is None:
            hint = f"The last {REMEMBERED_RUNS} runs since the cockpit's start are remembered."
            raise NotFound(f"There is no run {run_id[:40]!r}.", hint)
        return entry

    def _with_key(self, kind: RunKind, key: str) -> RunEntry | None:
        matches = (entry for entry in self._entries.values() if entry.key == key and entry.run.kind is kind)
        return next(matches, None)
