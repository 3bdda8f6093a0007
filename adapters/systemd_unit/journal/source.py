"""What the journal has about ProxLB's unit, as a log."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from proxlb_ui.adapters.shared.cursor import Cursor
from proxlb_ui.adapters.shared.thread_stream import ThreadStream
from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.adapters.systemd_unit.journal.access import require_journal, space_problem
from proxlb_ui.adapters.systemd_unit.journal.cursor import UnitLines, cursor_from
from proxlb_ui.adapters.systemd_unit.journal.entry import Entry, Journal, JournalLine, JournalPosition
from proxlb_ui.adapters.systemd_unit.journal.journalctl import Journalctl
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage

Result = TypeVar("Result")

FIRST_STRETCH = 200
LARGEST_STRETCH = 200_000
QUEUED_BATCHES = 8
READS, FOLLOWERS = 4, 4
CALLS = "readers of the journal"
TOO_MANY = "Look at the load of this machine: its answers do not come."
LEAVE_SECONDS = 2.0
QUIET_SECONDS = 10.0

_LOST = "The journal no longer has the lines this view stood at, so some may be missing here."


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines oldest first; cut says that there are older ones, found that the cursor's own entry was among them."""

    lines: list[JournalLine]
    cut: bool
    found: bool


class JournalLogSource:
    """Reads and follows the journal in threads, one reader for each."""

    def __init__(self, journal: Journal, redact: Callable[[str], str], quiet_seconds: float = QUIET_SECONDS) -> None:
        """After so much silence it is worth a look whether anything can come at all."""
        self._journal = journal
        self._redact = redact
        self._quiet_seconds = quiet_seconds
        self._full = ""
        self._reads = BoundedThreads(CALLS, READS, too_many=TOO_MANY)
        self._follows = BoundedThreads(CALLS, FOLLOWERS, too_many=TOO_MANY)

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        if after is not None and (cursor := cursor_from(after)) is not None:
            return await self._reads.run(lambda: self._checked(lambda: self._read_after(cursor, limit)))
        asked = before if after is None else after
        known = cursor_from(before) if before is not None and after is None else None
        unknown = asked is not None and known is None
        return await self._reads.run(lambda: self._checked(lambda: self._read_back(known, limit, gap=unknown)))

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        cursor = cursor_from(after) if after is not None else None
        position = cursor.last if cursor else await self._reads.run(lambda: self._checked(self._newest))
        lines = UnitLines(self._redact, cursor.continues if cursor else None)
        if after is not None and cursor is None:
            yield (_note(_LOST, position),)
        stream: ThreadStream[LogLine] = ThreadStream(QUEUED_BATCHES)
        following = self._follows.run(lambda: self._checked(lambda: self._pass_on(stream, position, lines)))
        stream.start(following, "follow the journal")
        try:
            while batch := await self._next_lines(stream, position):
                yield tuple(batch)
        finally:
            await stream.leave(LEAVE_SECONDS)

    async def _next_lines(self, stream: ThreadStream[LogLine], position: JournalPosition | None) -> list[LogLine]:
        """The next lines, or why none can come."""
        while True:
            try:
                async with asyncio.timeout(self._quiet_seconds):
                    return await stream.take()
            except TimeoutError:
                known, self._full = self._full, await self._reads.run(space_problem)
                if self._full and not known:
                    return [_note(self._full, position)]

    def _pass_on(self, stream: ThreadStream[LogLine], position: JournalPosition | None, lines: UnitLines) -> None:
        start = position.cursor if position else None
        with closing(self._journal.follow(start, lambda: not stream.closed)) as batches:
            for batch in batches:
                fresh = _raw(batch)
                if position is not None:
                    if batch[0].cursor != position.cursor:
                        stream.put([_note(_LOST, position)])
                    fresh = _behind(fresh, position)
                    position = None
                if found := list(lines.read(fresh)):
                    stream.put(found)

    def _checked(self, work: Callable[[], Result]) -> Result:
        require_journal()
        try:
            return work()
        except OSError as exc:
            raise Unavailable(f"The journal cannot be read: {exc.strerror}.", "Run: journalctl --verify") from exc

    def _newest(self) -> JournalPosition | None:
        with self._journal.backward(None) as entries:
            for entry in entries:
                return list(entry.lines())[-1].position
        return None

    def _read_after(self, cursor: Cursor[JournalPosition], limit: int) -> LogPage:
        reader, found = UnitLines(self._redact, cursor.continues), False
        lines: list[LogLine] = []
        with self._journal.forward(cursor.last.cursor) as entries:
            for number, entry in enumerate(islice(entries, LARGEST_STRETCH)):
                fresh = _raw((entry,))
                if number == 0 and entry.cursor == cursor.last.cursor:
                    found = True
                    fresh = _behind(fresh, cursor.last)
                lines += reader.read(fresh)
                if len(lines) >= limit:
                    break
        return LogPage(tuple(lines[:limit]), more=True, gap=not found)

    def _read_back(self, cursor: Cursor[JournalPosition] | None, limit: int, *, gap: bool) -> LogPage:
        count = limit + FIRST_STRETCH
        while True:
            stretch = self._stretch(cursor.first if cursor else None, count)
            lines = self._parsed(stretch)
            if len(lines) >= limit or not stretch.cut or count >= LARGEST_STRETCH:
                break
            count = min(count * 4, LARGEST_STRETCH)
        more = len(lines) > limit or (stretch.cut and count < LARGEST_STRETCH)
        return LogPage(lines[-limit:] if limit else (), more=more, gap=gap or not stretch.found)

    def _stretch(self, until: JournalPosition | None, count: int) -> _Stretch:
        with self._journal.backward(until.cursor if until else None) as entries:
            taken = list(islice(entries, count + 1))
        cut = len(taken) > count
        lines = list(_raw(reversed(taken[:count])))
        if until is None:
            return _Stretch(lines, cut, found=True)
        here = bool(taken) and taken[0].cursor == until.cursor
        if here:
            lines = [line for line in lines if line.position.cursor != until.cursor or line.position < until]
        return _Stretch(lines, cut, found=here)

    def _parsed(self, stretch: _Stretch) -> tuple[LogLine, ...]:
        lines = UnitLines(self._redact).read(stretch.lines)
        if not stretch.cut:
            return lines
        # The first ones may be the rest of something.
        start = next((number for number, line in enumerate(lines) if line.kind is LineKind.RECORD), 0)
        return lines[start:]


def journal_of(unit: str) -> Journal:
    """systemd's own library where this Python has it, and the program journalctl elsewhere."""
    try:
        from proxlb_ui.adapters.systemd_unit.journal.native import NativeJournal
    except ImportError:
        return Journalctl(unit)
    return NativeJournal(unit)


def _raw(entries: Iterable[Entry]) -> Iterator[JournalLine]:
    return (line for entry in entries for line in entry.lines())


def _behind(lines: Iterator[JournalLine], position: JournalPosition) -> Iterator[JournalLine]:
    return (line for line in lines if line.position.cursor != position.cursor or line.position.place > position.place)


def _note(text: str, position: JournalPosition | None) -> LogLine:
    cursor = str(Cursor(position, position)) if position else ""
    return LogLine(cursor, datetime.now(UTC), LogLevel.WARNING, text, LineKind.NOTE)
