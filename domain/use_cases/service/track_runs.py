"""Knowing from its log whether the engine is running a balance, and when it will next."""

from contextlib import suppress

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.lines import LogPage
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.activity_tracker import ActivityTracker
from proxlb_ui.domain.model.service.moves import ServiceMove, ServiceMoves
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.log_source import LogSource
from proxlb_ui.domain.use_cases.service.control_service import ControlService

FIRST_LINES = 2_000
NEXT_LINES = 1_000
PAGES_PER_LOOK = 20


class TrackRuns:
    """The engine's activity, kept current by looking at the new log lines now and then."""

    def __init__(self, source: LogSource, control: ControlService, clock: Clock, interval_seconds: float = 5) -> None:
        self.change = Change()
        self._source = source
        self._control = control
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._tracker = ActivityTracker()
        self._activity = Activity()
        self._moves = ServiceMoves()
        self._cursor: str | None = None

    @property
    def activity(self) -> Activity:
        return self._activity

    @property
    def moves(self) -> tuple[ServiceMove, ...]:
        """The migrations the service began, newest first."""
        return self._moves.newest

    async def run(self) -> None:
        """Look for ever, every interval."""
        while True:
            await self.look()
            await self._clock.sleep(self._interval_seconds)

    async def look(self) -> None:
        """Read what is new once and move the activity."""
        with suppress(ProxlbUiError):  # an unreadable log tells nothing new; whoever shows the log says why
            await self._read_new_lines()
        if self._control.status.state in (ServiceState.STOPPED, ServiceState.FAILED):
            self._tracker.service_stopped()
        else:
            self._tracker.time_passed(self._clock.now())
        if self._tracker.activity != self._activity:
            self._activity = self._tracker.activity
            self.change.notify()

    async def _read_new_lines(self) -> None:
        for _ in range(PAGES_PER_LOOK):
            page = await self._next_page()
            for line in page.lines:
                self._tracker.follow(line)
                self._moves.follow(line, self._tracker.activity)
            if page.lines:
                self._cursor = page.lines[-1].cursor
            if len(page.lines) < NEXT_LINES:
                return

    async def _next_page(self) -> LogPage:
        if self._cursor is not None:
            page = await self._source.read(after=self._cursor, limit=NEXT_LINES)
            if not page.gap:
                return page
        page = await self._source.read(limit=FIRST_LINES)
        if self._cursor is not None:
            # Only now: what was known of the log before is better than nothing while this one cannot be read.
            self._tracker, self._moves = ActivityTracker(), ServiceMoves()
        return page
