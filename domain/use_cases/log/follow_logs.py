"""Reading the engine's log back, and following it for any number of viewers at once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

from proxlb_ui.domain.background import Background, BackgroundTask, TaskFailure
from proxlb_ui.domain.backoff import Backoff
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.log_source import LogSource
from proxlb_ui.domain.use_cases.log.subscription import Batch, Subscription

__all__ = ["Batch", "FollowLogs", "Subscription"]

SCANNED_LINES = 20_000
PAGE_LINES = 1_000
EMPTY_SECONDS = 0.25
RETRY_SECONDS = (0.5, 10.0)
TASK = "live log"


class FollowLogs:
    """The log's history, filtered, and one shared live stream behind all viewers."""

    def __init__(self, source: LogSource, clock: Clock, background: Background) -> None:
        self._source = source
        self._clock = clock
        self._background = background
        self._subscriptions: set[Subscription] = set()
        self._upstream: BackgroundTask | None = None
        self._cursor: str | None = None
        self._opening = asyncio.Lock()

    @property
    def viewers(self) -> int:
        return len(self._subscriptions)

    async def read(
        self,
        *,
        level: LogLevel | None = None,
        text: str = "",
        before: str | None = None,
        after: str | None = None,
        limit: int = 500,
    ) -> LogPage:
        """At most limit lines of at least that level that contain the text, from the newest back or after a cursor."""
        wanted = LogFilter(level, text)
        if wanted.passes_everything:
            return await self._source.read(before=before, after=after, limit=limit)
        if after is not None:
            return await self._search_forward(wanted, after, limit)
        return await self._search_back(wanted, before, limit)

    async def read_around(self, cursor: str, limit: int = 500) -> LogPage:
        """The line with that cursor and its neighbors on both sides, unfiltered."""
        half = max(1, limit // 2)
        later = await self._source.read(after=cursor, limit=half)
        following = later.lines[0].cursor if later.lines else None
        earlier = await self._source.read(before=following, limit=half + 1)
        gap = later.gap or earlier.gap or cursor not in (line.cursor for line in earlier.lines)
        return LogPage(earlier.lines + later.lines, more=earlier.more, gap=gap)

    @asynccontextmanager
    async def subscribe(self) -> AsyncGenerator[Subscription, None]:
        """A live view from now on; the stream behind it is shared and ends with the last viewer."""
        subscription = Subscription()
        async with self._opening:
            if self._upstream is None:
                # Anchored before anyone is told "subscribed": what is read as history afterwards leaves no hole.
                self._cursor = await self._newest_cursor()
                self._upstream = self._background.start(TASK, self._pump, failed=self._failed)
            self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
            if not self._subscriptions:
                await self._end_upstream()

    async def _end_upstream(self) -> None:
        upstream, self._upstream = self._upstream, None
        if upstream is not None:
            await self._background.stop(upstream)

    async def _newest_cursor(self) -> str | None:
        try:
            page = await self._source.read(limit=1)
        except ProxlbUiError:
            return None  # following meets the same trouble and tells the viewers
        return page.lines[-1].cursor if page.lines else None

    async def _pump(self) -> None:
        backoff = Backoff(*RETRY_SECONDS)
        while True:
            try:
                if self._cursor is None:
                    await self._first_lines()
                async with aclosing(self._source.follow(self._cursor)) as batches:
                    async for lines in batches:
                        backoff.succeeded()
                        self._publish(lines)
            except ProxlbUiError as error:
                self._notify_viewers(error.message)
            await self._clock.sleep(backoff.failed())

    async def _first_lines(self) -> None:
        """An empty log has no line to follow from, and "from now on" would lose what comes before now is reached."""
        while not (page := await self._source.read(limit=PAGE_LINES)).lines:
            await self._clock.sleep(EMPTY_SECONDS)
        self._publish(page.lines)

    def _publish(self, lines: tuple[LogLine, ...]) -> None:
        if lines:
            self._cursor = lines[-1].cursor
        for subscription in self._subscriptions:
            subscription.offer(lines)

    def _failed(self, failure: TaskFailure) -> None:
        """Viewers would wait for lines in vain and not know it; after the restart none of these will be missing."""
        again = f"it goes on in {failure.restart_in_seconds:g} s"
        self._notify_viewers(
            f"The cockpit failed at following the log, and {again}. The cause is in the cockpit's own log."
        )

    def _notify_viewers(self, note: str) -> None:
        for subscription in self._subscriptions:
            subscription.tell(note)

    async def _search_back(self, wanted: LogFilter, before: str | None, limit: int) -> LogPage:
        found: list[LogLine] = []
        scanned, gap = 0, False
        while True:
            page = await self._source.read(before=before, limit=min(PAGE_LINES, SCANNED_LINES - scanned))
            gap = gap or page.gap
            scanned += len(page.lines)
            found[:0] = [line for line in page.lines if wanted.passes(line)]
            if len(found) >= limit:
                return LogPage(tuple(found[-limit:]), more=page.more or len(found) > limit, gap=gap)
            if not page.more or not page.lines:
                return LogPage(tuple(found), more=False, gap=gap)
            before = page.lines[0].cursor
            if scanned >= SCANNED_LINES:
                # The note carries the cursor from which a reader can go on searching.
                return LogPage((_searched_until(page.lines[0], scanned), *found), more=True, gap=gap)

    async def _search_forward(self, wanted: LogFilter, after: str, limit: int) -> LogPage:
        found: list[LogLine] = []
        first: LogPage | None = None
        scanned = 0
        while len(found) < limit and scanned < SCANNED_LINES:
            page = await self._source.read(after=after, limit=PAGE_LINES)
            first = first or page
            scanned += len(page.lines)
            found += [line for line in page.lines if wanted.passes(line)]
            if len(page.lines) < PAGE_LINES:
                break
            after = page.lines[-1].cursor
        return LogPage(tuple(found[:limit]), more=bool(first and first.more), gap=bool(first and first.gap))


def _searched_until(oldest: LogLine, scanned: int) -> LogLine:
    text = f"The search stopped here after {scanned} lines; older ones were not looked at."
    return LogLine(oldest.cursor, oldest.time, LogLevel.INFO, text, LineKind.NOTE)
