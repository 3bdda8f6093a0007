"""One viewer's share of the live log: filtered, bounded, honest about what it lost."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LogLevel, LogLine

QUEUED_LINES = 2_000
QUEUED_BYTES = 1 << 20
BATCH_LINES = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines for one viewer, how many were dropped before them, what went wrong, and whether all is well again since."""

    lines: tuple[LogLine, ...] = ()
    dropped: int = 0
    note: str = ""
    back: bool = False


class Subscription:
    """The queue of one viewer; when it is full the oldest lines go, for the newest matter most."""

    def __init__(self) -> None:
        self._filter = LogFilter()
        self._lines: deque[LogLine] = deque()
        self._bytes = 0
        self._dropped = 0
        self._note = ""
        self._troubled = self._back = False
        self._paused = False
        self._wake = asyncio.Event()

    @property
    def level(self) -> LogLevel | None:
        return self._filter.level

    @property
    def text(self) -> str:
        return self._filter.text

    @property
    def paused(self) -> bool:
        """While set, lines gather (within the bounds) and next() waits."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        self._refresh()

    def set_filter(self, level: LogLevel | None, text: str) -> None:
        """From now on show these; what waits already is filtered again."""
        self._filter = LogFilter(level, text)
        kept = [line for line in self._lines if self._filter.passes(line)]
        self._lines = deque(kept)
        self._bytes = sum(_size(line) for line in kept)
        self._refresh()

    def offer(self, lines: Iterable[LogLine]) -> None:
        """Take the lines that pass the filter; that any came ends a trouble that was told."""
        lines = tuple(lines)
        if lines and self._troubled:
            self._troubled, self._back = False, True
        for line in lines:
            if self._filter.passes(line):
                self._lines.append(line)
                self._bytes += _size(line)
        # One line may be larger than the whole allowance; it is shared by all viewers and kept.
        while len(self._lines) > QUEUED_LINES or (self._bytes > QUEUED_BYTES and len(self._lines) > 1):
            self._bytes -= _size(self._lines.popleft())
            self._dropped += 1
        self._refresh()

    def tell(self, note: str) -> None:
        """Show a remark about the log itself; a newer one replaces one that was not shown yet."""
        self._note = note
        self._troubled, self._back = True, False
        self._refresh()

    async def next(self) -> Batch:
        """What has come since the last call; waits while there is nothing or the viewer has paused."""
        await self._wake.wait()
        count = min(len(self._lines), BATCH_LINES)
        lines = tuple(self._lines.popleft() for _ in range(count))
        self._bytes -= sum(_size(line) for line in lines)
        batch = Batch(lines, self._dropped, self._note, self._back)
        self._dropped, self._note, self._back = 0, "", False
        self._refresh()
        return batch

    def _refresh(self) -> None:
        if not self._paused and (self._lines or self._dropped or self._note or self._back):
            self._wake.set()
        else:
            self._wake.clear()


def _size(line: LogLine) -> int:
    return len(line.text) + len(line.document or "")
