"""The container's output as a log."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.log.raw_log import ContainerLogLine, ContainerLogPosition, cursor_from
from proxlb_ui.adapters.docker_engine.log.stream import follow_end, read_stretch
from proxlb_ui.adapters.shared.cursor import Cursor
from proxlb_ui.adapters.shared.line_reader import LineReader
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage

FIRST_STRETCH = 1_000
LARGEST_STRETCH = 200_000
SMALLEST_STRETCH = 50
# Behind this many lines a viewer is better served with what is new: no view keeps more.
LARGEST_CATCH_UP = 50_000
OVERLAP = 5_000
REOPEN_SECONDS = 0.5
SAME_CONTAINER_SECONDS = 5.0

_LOST = "Docker no longer has the lines this view stood at, so some may be missing here."
_OVERTAKEN = "ProxLB's log grew faster than it could be read, so some lines are missing here."


class DockerLogSource:
    """Reads the end of the log, as much as is asked for: the engine looks from the end, so a huge log costs no more."""

    def __init__(self, container: DockerContainer, redact: Callable[[str], str]) -> None:
        self._container = container
        self._redact = redact
        self._depth = FIRST_STRETCH

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        terminal = (await self._container.inspect()).terminal
        if after is not None:
            return await self._read_after(cursor_from(after), terminal, limit)
        cursor = cursor_from(before) if before is not None else None
        return await self._read_back(cursor, terminal, limit, gap=before is not None and cursor is None)

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        facts = await self._container.inspect()
        cursor = cursor_from(after) if after is not None else None
        if cursor is None:
            cursor = await self._newest(facts.terminal)
            if after is not None:
                yield (_note(_LOST, cursor.last if cursor else None),)
        position = cursor.last if cursor else None
        reader = LineReader[ContainerLogPosition](self._redact, cursor.continues if cursor else None)
        while True:
            missed, found = await self._since(position, facts.terminal) if position else ((), True)
            if not found:
                yield (_note(_LOST, position),)
            # Where the place is lost and nothing comes after it, the log is another one and unread.
            position = missed[-1].position if missed else position if found else None
            if lines := reader.read(missed):
                yield lines
            async with aclosing(self._live(position, facts.id, facts.terminal)) as batches:
                async for raws in batches:
                    if raws is None:
                        yield (_note(_OVERTAKEN, position),)
                        continue
                    position = raws[-1].position
                    if lines := reader.read(raws):
                        yield lines
            # It stopped, or the engine did: what comes next is in the same log, or in that of its successor.
            await asyncio.sleep(REOPEN_SECONDS)
            facts = await self._container.inspect()

    async def _live(
        self, position: ContainerLogPosition | None, container_id: str, terminal: bool
    ) -> AsyncGenerator[list[ContainerLogLine] | None, None]:
        """What comes after the position, which is near the end; None where some of it was missed."""
        # Not by time: after a clock was set back the engine would hold back all that is new.
        stream = follow_end(self._container, terminal=terminal, tail=OVERLAP if position else None)
        held: list[ContainerLogLine] | None = [] if position else None
        async with aclosing(stream), aclosing(self._while_same(stream, container_id)) as batches:
            async for raws in batches:
                if held is None:
                    yield raws
                    continue
                held += raws
                fresh = _behind(held, position)
                if fresh is None and len(held) > OVERLAP:
                    yield None
                    fresh = held
                if fresh is not None:
                    held = None
                    if fresh:
                        yield fresh

    async def _while_same(
        self, stream: AsyncGenerator[list[ContainerLogLine], None], container_id: str
    ) -> AsyncGenerator[list[ContainerLogLine], None]:
        """The stream, as long as the name belongs to this container: it may be renamed while it goes on printing."""
        taking = asyncio.ensure_future(anext(stream, None))
        clock = asyncio.get_running_loop()
        look_at = clock.time() + SAME_CONTAINER_SECONDS
        try:
            while True:
                done, _ = await asyncio.wait({taking}, timeout=max(0.0, look_at - clock.time()))
                if clock.time() >= look_at:
                    if (await self._container.inspect()).id != container_id:
                        return
                    look_at = clock.time() + SAME_CONTAINER_SECONDS
                if not done:
                    continue
                if (raws := taking.result()) is None:
                    return
                taking = asyncio.ensure_future(anext(stream, None))
                yield raws
        finally:
            taking.cancel()
            await asyncio.wait({taking})

    async def _newest(self, terminal: bool) -> Cursor[ContainerLogPosition] | None:
        stretch = await read_stretch(self._container, terminal=terminal, tail=1)
        if not stretch.lines:
            return None
        last = stretch.lines[-1].position
        # One message alone does not tell its place among those of its moment.
        same = await read_stretch(self._container, terminal=terminal, tail=FIRST_STRETCH, since=last)
        last = same.lines[-1].position if same.lines else last
        return Cursor(last, last)

    async def _read_after(self, cursor: Cursor[ContainerLogPosition] | None, terminal: bool, limit: int) -> LogPage:
        if cursor is None:
            return await self._read_back(None, terminal, limit, gap=True)
        raws, found = await self._since(cursor.last, terminal, FIRST_STRETCH + 2 * limit)
        lines = LineReader[ContainerLogPosition](self._redact, cursor.continues).read(raws)
        return LogPage(lines[:limit], more=True, gap=not found)

    async def _since(
        self, position: ContainerLogPosition, terminal: bool, tail: int = FIRST_STRETCH
    ) -> tuple[tuple[ContainerLogLine, ...] | list[ContainerLogLine], bool]:
        """What came after the position, and whether the position itself is still there."""
        while True:
            stretch = await read_stretch(self._container, terminal=terminal, tail=tail, since=position)
            behind = _behind(stretch.lines, position)
            if behind is not None:
                return behind, True
            if not stretch.cut or stretch.too_large or tail >= LARGEST_CATCH_UP:
                return [line for line in stretch.lines if line.position > position], False
            tail = min(tail * 8, LARGEST_CATCH_UP)

    async def _read_back(
        self, cursor: Cursor[ContainerLogPosition] | None, terminal: bool, limit: int, *, gap: bool
    ) -> LogPage:
        until = cursor.first if cursor else None
        tail = limit + FIRST_STRETCH if until is None else max(self._depth, limit + FIRST_STRETCH)
        largest = LARGEST_STRETCH
        oldest: ContainerLogPosition | None = None
        while True:
            stretch = await read_stretch(self._container, terminal=terminal, tail=tail, until=until)
            if stretch.too_large and tail > SMALLEST_STRETCH:
                tail = largest = max(tail // 4, SMALLEST_STRETCH)
                continue
            raws, there = (stretch.lines, True) if until is None else _before(stretch.lines, until)
            first = raws[0].position if raws else None
            # A stretch of an earlier time is cut when a larger one begins earlier.
            whole = not stretch.cut if until is None else first is not None and first == oldest
            lines = self._parsed(raws, cut=not whole)
            if len(lines) >= limit or whole or tail >= largest:
                break
            oldest, tail = first, min(tail * 4, largest)
        self._depth = min(tail + limit, largest)
        more = len(lines) > limit or (not whole and tail < largest)
        return LogPage(lines[-limit:] if limit else (), more=more, gap=gap or not there)

    def _parsed(self, raws: tuple[ContainerLogLine, ...] | list[ContainerLogLine], *, cut: bool) -> tuple[LogLine, ...]:
        if not cut:
            return LineReader[ContainerLogPosition](self._redact).read(raws)
        # The first lines may be the rest of something, and do not know their place within their moment.
        inner = [raw for raw in raws if raw.position.nanoseconds != raws[0].position.nanoseconds]
        lines = LineReader[ContainerLogPosition](self._redact).read(inner)
        start = next((number for number, line in enumerate(lines) if line.kind is LineKind.RECORD), 0)
        return lines[start:]


def _behind(
    lines: tuple[ContainerLogLine, ...] | list[ContainerLogLine], position: ContainerLogPosition | None
) -> list[ContainerLogLine] | None:
    """What follows the position; None if it is not among these lines."""
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].position == position:
            return list(lines[number + 1 :])
    return None


def _before(
    lines: tuple[ContainerLogLine, ...], position: ContainerLogPosition
) -> tuple[tuple[ContainerLogLine, ...], bool]:
    """What comes before the position, and whether the position itself is there."""
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].position == position:
            return lines[:number], True
    return tuple(line for line in lines if line.position < position), False


def _note(text: str, position: ContainerLogPosition | None) -> LogLine:
    at = position or ContainerLogPosition(0)
    return LogLine(str(Cursor(at, at)), datetime.now(UTC), LogLevel.WARNING, text, LineKind.NOTE)
