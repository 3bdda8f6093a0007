"""Remembering every migration that was ever seen, beyond what Proxmox' task list holds."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.filter import MigrationFilter
from proxlb_ui.domain.model.migrations.history_note import history_note
from proxlb_ui.domain.model.migrations.remembered import RememberedMigrations
from proxlb_ui.domain.ports.cluster_reader import ClusterReader
from proxlb_ui.domain.ports.migration_history import MigrationHistory
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

AttributesMigrations = Callable[[Sequence[Migration]], tuple[Migration, ...]]

RECENT = 200
# What waits for a history that cannot be written for weeks.
MOST_UNWRITTEN = 2_000
_ASKED_PER_TICK = 3


class KeepMigrations:
    """Writes what changed into the history, and answers from memory while the history cannot."""

    def __init__(
        self, cluster: WatchCluster, reader: ClusterReader, history: MigrationHistory, origins: AttributesMigrations
    ) -> None:
        self.change = Change()
        self.recent: tuple[Migration, ...] = ()
        self.problem: ProxlbUiError | None = None
        self._cluster = cluster
        self._reader = reader
        self._history = history
        self._origins = origins
        self._remembered = RememberedMigrations()
        self._unwritten: dict[str, Migration] = {}
        self._looking = asyncio.Lock()
        self._seen: tuple[Migration, ...] | None = None

    @property
    def note(self) -> str:
        """Where the history is kept when that is not for long; empty when all is well."""
        return history_note(self._history.lasting, self.problem)

    async def run(self) -> None:
        """Follow the cluster until cancelled."""
        await self.look()
        seen = -1
        while True:
            seen = await self._cluster.change.wait(seen)
            await self.look()

    async def look(self) -> None:
        """Take in what the cluster's view holds now."""
        # One look at a time: the list of a slow one must not come back over that of the next.
        async with self._looking:
            view = self._cluster.view
            told = self._origins(view.migrations)
            if told == self._seen and self.recent and self.problem is None:
                return
            self._seen = told
            await self._remember(told)
            if view.snapshot is not None:
                await self._settle({migration.upid for migration in view.migrations})

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first."""
        try:
            return self._with_unwritten(await self._history.find(wanted), wanted)
        except ProxlbUiError as problem:
            self.problem = problem
            return self._remembered.find(wanted)

    async def read_log(self, upid: str, limit: int, start: int = 0) -> tuple[str, ...]:
        """Lines of Proxmox' own log about one, from a line on."""
        return await self._reader.read_task_log(upid, limit, start)

    async def close(self) -> None:
        """Let go of the history."""
        await self._history.close()

    async def _remember(self, migrations: Sequence[Migration]) -> None:
        before = {migration.upid: self._remembered.get(migration.upid) for migration in migrations}
        self._remembered.add(migrations)
        for upid, known in before.items():
            now = self._remembered.get(upid)
            if now is not None and now != known:
                self._unwritten.pop(now.request, None)
                self._unwritten[upid] = now
        for upid in list(self._unwritten)[:-MOST_UNWRITTEN]:
            del self._unwritten[upid]
        told = self.problem
        failed = await self._write()
        recent = await self._newest(failed)
        if recent != self.recent or self.problem is not told:
            self.recent = recent
            self.change.notify()

    async def _newest(self, failed: ProxlbUiError | None) -> tuple[Migration, ...]:
        """The recent ones; only a reading that went well after the write says that all is well again."""
        wanted = MigrationFilter(limit=RECENT)
        try:
            recent = self._with_unwritten(await self._history.find(wanted), wanted)
        except ProxlbUiError as problem:
            self.problem = problem
            return self._remembered.find(wanted)
        self.problem = failed
        return recent

    def _with_unwritten(self, kept: Sequence[Migration], wanted: MigrationFilter) -> tuple[Migration, ...]:
        """A history that can be read and not written, as on a full disk, lacks the newest."""
        if not self._unwritten:
            return tuple(kept)
        both = RememberedMigrations(len(kept) + len(self._unwritten))
        both.add(kept)
        both.add(self._unwritten.values())
        return both.find(wanted)

    async def _write(self) -> ProxlbUiError | None:
        if not self._unwritten:
            return None
        written = dict(self._unwritten)
        try:
            await self._history.record(tuple(written.values()))
        except ProxlbUiError as problem:
            return problem
        for upid, migration in written.items():
            # What has changed since is not written yet.
            if self._unwritten.get(upid) is migration:
                del self._unwritten[upid]
        return None

    async def _settle(self, listed: set[str]) -> None:
        """Ask for the end of those that ran when they were last seen and are in no list any more."""
        lost = [one for one in self.recent if one.state is TaskState.RUNNING and one.upid not in listed]
        for migration in lost[:_ASKED_PER_TICK]:
            try:
                outcome = await self._reader.read_task_outcome(migration.upid)
            except ProxlbUiError:
                continue  # asked again after the next tick
            if outcome is not None:
                await self._remember([replace(migration, state=outcome.state, reason=outcome.message)])
