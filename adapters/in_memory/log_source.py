"""A log that exists only here."""

import itertools
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage


class InMemoryLogSource:
    """Keeps every line; the methods after follow() are the side door through which a test writes and breaks it."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)) -> None:
        self.followers = 0
        self.follows: list[str | None] = []
        self._next_time = start
        self._numbers = itertools.count()
        self._lines: list[LogLine] = []
        self._first = 0
        self._change = Change()
        self._trouble: Exception | None = None

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        self._raise_trouble()
        start, stop, gap = 0, len(self._lines), False
        if before is not None:
            index = self._index(before)
            stop, gap = (stop, True) if index is None else (index, False)
        if after is not None:
            index = self._index(after)
            start, gap = (0, True) if index is None else (index + 1, gap)
            stop = min(stop, start + limit)
        start = max(start, stop - limit)
        return LogPage(tuple(self._lines[start:stop]), more=start > 0, gap=gap)

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        self.follows.append(after)
        self._raise_trouble()
        self.followers += 1
        try:
            index = None if after is None else self._index(after)
            beginning = len(self._lines) if after is None else 0 if index is None else index + 1
            position = self._first + beginning
            while True:
                seen = self._change.count
                self._raise_trouble()
                lines = tuple(self._lines[max(position - self._first, 0) :])
                if lines:
                    position = self._first + len(self._lines)
                    yield lines
                else:
                    await self._change.wait(seen)
        finally:
            self.followers -= 1

    def write(self, *lines: LogLine) -> None:
        """Add finished lines."""
        self._lines.extend(lines)
        self._change.notify()

    def say(
        self,
        *texts: str,
        level: LogLevel = LogLevel.INFO,
        kind: LineKind = LineKind.RECORD,
        time: datetime | None = None,
    ) -> tuple[LogLine, ...]:
        """Add one line per text; without a time each comes a second after the one before."""
        lines = tuple(LogLine(f"m-{next(self._numbers)}", time or self._tick(), level, text, kind) for text in texts)
        self.write(*lines)
        return lines

    def forget(self, count: int) -> None:
        """Lose the oldest lines, as a rotated log does."""
        self._first += len(self._lines[:count])
        del self._lines[:count]

    def break_down(self, trouble: Exception | None) -> None:
        """Reading and following fail with this error, until called with None."""
        self._trouble = trouble
        self._change.notify()

    def _tick(self) -> datetime:
        self._next_time += timedelta(seconds=1)
        return self._next_time

    def _raise_trouble(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def _index(self, cursor: str) -> int | None:
        return next((index for index, line in enumerate(self._lines) if line.cursor == cursor), None)
