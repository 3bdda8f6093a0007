"""Keeping one up-to-date view of the cluster for everybody who looks."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

from proxlb_ui.domain.backoff import Backoff
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Denied, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.connection import Connection, ConnectionState
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.migrations.from_tasks import migrations_from
from proxlb_ui.domain.model.settings.values.settings import SettingsFile
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.cluster_reader import ClusterReader
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.use_cases.cluster.load_details import LoadDetails
from proxlb_ui.domain.use_cases.cluster.migration_targets import MigrationTargets

_TOUCH_SECONDS = 30.0
_FACTS_SECONDS = 600.0
_FACTS_RETRY_SECONDS = 60.0
_RETRY_SECONDS = (2.0, 30.0)


class WatchCluster:
    """The one poller: as many readers as you like cost no more calls to Proxmox than one."""

    def __init__(
        self,
        reader: ClusterReader,
        settings: SettingsStore,
        clock: Clock,
        interval_seconds: float = 10,
        idle_interval_seconds: float = 30,
    ) -> None:
        self.change = Change()
        self._reader = reader
        self._settings = settings
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._idle_interval_seconds = max(interval_seconds, idle_interval_seconds)
        self._view = ClusterView(
            Connection(ConnectionState.LOADING, since=clock.now(), interval_seconds=interval_seconds)
        )
        self._targets = MigrationTargets(reader)
        self._details = LoadDetails(reader, clock)
        self._viewers = 0
        self._touched_until = float("-inf")
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()
        self._reading_settings = asyncio.Lock()
        self._ticks = 0
        self._backoff = Backoff(*_RETRY_SECONDS)
        self._attempted_at = float("-inf")
        self._succeeded_at = float("-inf")
        self._retry_at = float("-inf")
        self._facts_due_at = float("-inf")

    @property
    def view(self) -> ClusterView:
        """What is known now; data that should have been refreshed long ago is marked stale."""
        connection = self._view.connection
        if connection.state is not ConnectionState.OK:
            return self._view
        if self._clock.monotonic() - self._succeeded_at <= 2 * connection.interval_seconds:
            return self._view
        message = "The data is old: the cluster takes long to answer."
        stale = replace(connection, state=ConnectionState.STALE, message=message)
        return replace(self._view, connection=stale)

    def watching(self) -> AbstractContextManager[None]:
        """As long as this is entered somebody looks, and the cluster is read at the fast interval."""
        return self._watching()

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        self._viewers += 1
        self._wake.set()
        try:
            yield
        finally:
            self._viewers -= 1

    def touch(self) -> None:
        """Somebody read once: as good as a viewer for half a minute."""
        idle = not self.watched
        self._touched_until = self._clock.monotonic() + _TOUCH_SECONDS
        if idle:
            self._wake.set()

    @property
    def watched(self) -> bool:
        """Whether somebody looks at this moment."""
        return self._viewers > 0 or self._clock.monotonic() < self._touched_until

    @property
    def _current_interval_seconds(self) -> float:
        return self._interval_seconds if self.watched else self._idle_interval_seconds

    async def run(self) -> None:
        """Read the cluster again and again until cancelled."""
        while True:
            await self.refresh()
            await self._pause()

    async def refresh(self) -> None:
        """One tick; a call while another tick is under way waits for that one instead."""
        seen = self._ticks
        async with self._lock:
            if self._ticks == seen:
                await self._tick()
                self._ticks += 1

    async def refresh_settings(self) -> None:
        """Look at the settings now, because they were just saved; everybody who looks learns of it."""
        await self._read_settings()
        self.change.notify()

    async def _pause(self) -> None:
        while (left := self._seconds_left()) > 0:
            self._wake.clear()
            sleep = asyncio.ensure_future(self._clock.sleep(left))
            woken = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait((sleep, woken), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for waiter in (sleep, woken):
                    waiter.cancel()
                await asyncio.gather(sleep, woken, return_exceptions=True)

    def _seconds_left(self) -> float:
        due = self._retry_at if self._backoff.failures else self._attempted_at + self._current_interval_seconds
        return due - self._clock.monotonic()

    async def _tick(self) -> None:
        self._attempted_at = self._clock.monotonic()
        await self._read_settings()
        try:
            snapshot = await self._reader.read_snapshot()
        except ProxlbUiError as exc:
            self._failed(exc)
            return
        self._succeeded(snapshot)
        await self._load_details(snapshot)

    async def _read_settings(self) -> None:
        settings: SettingsFile | None
        problem: ProxlbUiError | None
        # One at a time: of two readings side by side the one from before a save may come back last, and would show
        # the old settings again until the next tick. Whoever saves waits here for a reading that began before.
        async with self._reading_settings:
            try:
                settings, problem = await self._settings.read(), None
            except ProxlbUiError as exc:
                settings, problem = None, exc
            self._view = replace(self._view, settings=settings, settings_problem=problem)

    def _succeeded(self, snapshot: ClusterSnapshot) -> None:
        now, before = self._clock.now(), self._view.connection
        if before.state is not ConnectionState.OK:
            self._facts_due_at = float("-inf")
        self._backoff.succeeded()
        self._succeeded_at = self._clock.monotonic()
        connection = Connection(
            ConnectionState.OK,
            since=before.since if before.state is ConnectionState.OK else now,
            host=snapshot.host,
            last_success_at=now,
            interval_seconds=self._current_interval_seconds,
        )
        self._publish(replace(self._with_migrations(snapshot), connection=connection))

    def _failed(self, problem: ProxlbUiError) -> None:
        now, before = self._clock.now(), self._view.connection
        # Jitter keeps several cockpits from knocking together; nothing secret about it.
        delay = self._backoff.failed() * random.uniform(0.7, 1.0)  # noqa: S311
        self._retry_at = self._clock.monotonic() + delay
        state = _state_of(problem)
        connection = replace(
            before,
            state=state,
            since=before.since if before.state is state else now,
            message=problem.message,
            hint=problem.hint,
            retry_at=now + timedelta(seconds=delay),
            interval_seconds=self._current_interval_seconds,
        )
        self._publish(replace(self._view, connection=connection))

    async def _load_details(self, snapshot: ClusterSnapshot) -> None:
        """What needs further calls comes after the page has its numbers."""
        if await self._targets.learn(snapshot.tasks):
            self._publish(self._with_migrations(snapshot))
        if self._clock.monotonic() >= self._facts_due_at:
            try:
                facts = await self._reader.read_facts()
            except ProxlbUiError:
                # The same trouble shows in the next snapshot, with its reason.
                self._facts_due_at = self._clock.monotonic() + _FACTS_RETRY_SECONDS
            else:
                self._facts_due_at = self._clock.monotonic() + _FACTS_SECONDS
                self._publish(replace(self._view, facts=facts))
        details = await self._details.load(self._view)
        if details is not None:
            # Added to the view of now, not to the one that was detailed: settings saved meanwhile would be the old
            # ones again until the next tick.
            self._publish(details.added_to(self._view))

    def _with_migrations(self, snapshot: ClusterSnapshot) -> ClusterView:
        found = migrations_from(snapshot.tasks, snapshot.guests, self._targets.known, snapshot.taken_at)
        return replace(self._view, snapshot=snapshot, migrations=found)

    def _publish(self, view: ClusterView) -> None:
        self._view = view
        self.change.notify()


def _state_of(problem: ProxlbUiError) -> ConnectionState:
    if isinstance(problem, Denied):
        return ConnectionState.FORBIDDEN
    if isinstance(problem, Unavailable | TimedOut):
        return ConnectionState.UNREACHABLE
    return ConnectionState.ERROR
