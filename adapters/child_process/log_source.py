"""The child's own output as a log."""

from collections.abc import AsyncGenerator

from proxlb_ui.adapters.child_process.ring import LogRing
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage

BATCH_LINES = 500


class ChildLogSource:
    """Reads and follows the ring the child's output goes to; what came before this process is not there."""

    def __init__(self, ring: LogRing) -> None:
        self._ring = ring

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        ring = self._ring
        start, stop, gap = ring.first, ring.end, False
        if before is not None:
            number = ring.number(before)
            gap = number is None or not ring.first <= number < ring.end
            stop = stop if number is None else min(number, ring.end)
        if after is not None:
            number = ring.number(after)
            gap = gap or number is None or not ring.first - 1 <= number < ring.end
            start = ring.first if number is None else max(number + 1, ring.first)
            stop = min(stop, start + limit)
        start = max(start, stop - limit)
        return LogPage(ring.slice(start, stop), more=start > ring.first, gap=gap)

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        ring = self._ring
        position = ring.end
        if after is not None:
            number = ring.number(after)
            # A cursor of an earlier process: everything kept here is newer.
            position = ring.first if number is None else number + 1
        while True:
            seen = ring.change.count
            if position < ring.first:
                yield (self._dropped(ring.first - position),)
                position = ring.first
            lines = ring.slice(position, position + BATCH_LINES)
            if lines:
                position += len(lines)
                yield lines
            else:
                await ring.change.wait(seen)

    def _dropped(self, count: int) -> LogLine:
        first = self._ring.first
        time = self._ring.slice(first, first + 1)[0].time
        text = f"{count} lines came faster than they could be read and are gone."
        return LogLine(self._ring.cursor(first - 1), time, LogLevel.WARNING, text, LineKind.NOTE)
