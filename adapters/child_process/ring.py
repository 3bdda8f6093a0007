"""The child's output, as much of it as we keep."""

import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine

RING_LINES = 5_000
RING_BYTES = 4 << 20


class LogRing:
    """Numbered lines, oldest dropped first; the boot part of a cursor tells lines of another process apart."""

    def __init__(self, lines: int = RING_LINES, size: int = RING_BYTES) -> None:
        self.change = Change()
        self._boot = secrets.token_hex(4)
        self._lines: deque[LogLine] = deque()
        self._line_limit = lines
        self._byte_limit = size
        self._bytes = 0
        self._first = 0

    @property
    def end(self) -> int:
        """The number the next line will get."""
        return self._first + len(self._lines)

    @property
    def first(self) -> int:
        """The number of the oldest line still here."""
        return self._first

    def add(self, parsed: Iterable[ParsedLine]) -> None:
        """Number and keep these lines; wakes the followers."""
        for line in parsed:
            self._append(line)
        while len(self._lines) > self._line_limit or self._bytes > self._byte_limit:
            self._bytes -= _size(self._lines.popleft())
            self._first += 1
        self.change.notify()

    def note(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """Remark something of our own."""
        self.add((ParsedLine(datetime.now(UTC), level, text, LineKind.NOTE),))

    def number(self, cursor: str) -> int | None:
        """The number in a cursor; None if it is not one of this process."""
        boot, _, number = cursor.rpartition("-")
        return int(number) if boot == self._boot and number.isascii() and number.isdigit() else None

    def cursor(self, number: int) -> str:
        return f"{self._boot}-{number}"

    def slice(self, start: int, stop: int) -> tuple[LogLine, ...]:
        """The lines numbered from start up to but not including stop, as far as they are still here."""
        return tuple(islice(self._lines, max(start - self._first, 0), max(stop - self._first, 0)))

    def _append(self, parsed: ParsedLine) -> None:
        line = LogLine(self.cursor(self.end), parsed.time, parsed.level, parsed.text, parsed.kind, parsed.document)
        if _size(line) > self._byte_limit // 2:
            # One huge document must not push everything else out.
            line = replace(line, document=None, text=f"{line.text} (too large to keep)")
        self._lines.append(line)
        self._bytes += _size(line)


def _size(line: LogLine) -> int:
    return len(line.text) + len(line.document or "") + 100
