"""The container's output as a log."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime

from adapters.docker_engine.container import DockerContainer
from adapters.docker_engine.log_cursor import Cursor, cursor_from, line_reader
from adapters.docker_engine.log_stream import follow_end, read_stretch
from adapters.docker_engine.raw_log import Position, RawLine
from domain.model.logs import LineKind, LogLevel, LogLine, LogPage

FIRST_STRETCH = 1_000
LARGEST_STRETCH = 200_000
OVERLAP = 5_000
REOPEN_SECONDS = 0.5
SAME_CONTAINER_SECONDS = 5.0

_LOST = "Docker no longer has the lines this view stood at, so some may be missing here."


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
        cursor = cursor_from(after) if after is not None else await self._newest(facts.terminal)
        position = cursor.last if cursor else None
        reader = line_reader(self._redact, cursor.continues if cursor else None)
        while True:
            missed, found = await self._since(position, facts.terminal) if position else ((), True)
            if not found:
                yield (_note(_LOST, position),)
            if missed:
                position = missed[-1].position
            if lines := reader.read(missed):
                yield lines
            async with aclosing(self._live(position, facts.id, facts.terminal)) as batches:
                async for raws in batches:
                    position = raws[-1].position
                    if lines := reader.read(raws):
                        yield lines
            # It stopped, or the engine did: what comes next is in the same log, or in that of its successor.
            await asyncio.sleep(REOPEN_SECONDS)
            facts = await self._container.inspect()

    async def _live(
        self, position: Position | None, container_id: str, terminal: bool
    ) -> AsyncGenerator[list[RawLine], None]:
        tail = OVERLAP if position else None
        stream = follow_end(self._container, terminal=terminal, tail=tail, since=position)
        held: list[RawLine] | None = [] if position else None
        async with aclosing(stream), aclosing(self._while_same(stream, container_id)) as batches:
            async for raws in batches:
                if held is None:
                    yield raws
                    continue
                held += raws
                match = _behind(held, position)
                if match is not None or len(held) > OVERLAP:
                    held, fresh = None, held if match is None else match
                    if fresh:
                        yield fresh

    async def _while_same(
        self, stream: AsyncGenerator[list[RawLine], None], container_id: str
    ) -> AsyncGenerator[list[RawLine], None]:
        """The stream, as long as the name belongs to this container: it may be renamed while it goes on printing."""
        taking = asyncio.ensure_future(anext(stream, None))
        try:
            while True:
                done, _ = await asyncio.wait({taking}, timeout=SAME_CONTAINER_SECONDS)
                if not done:
                    if (await self._container.inspect()).id != container_id:
                        return
                    continue
                if (raws := taking.result()) is None:
                    return
                taking = asyncio.ensure_future(anext(stream, None))
                yield raws
        finally:
            taking.cancel()
            await asyncio.wait({taking})

    async def _newest(self, terminal: bool) -> Cursor | None:
        stretch = await read_stretch(self._container, terminal=terminal, tail=1)
        if not stretch.lines:
            return None
        last = stretch.lines[-1].position
        # One message alone does not tell its place among those of its moment.
        same = await read_stretch(self._container, terminal=terminal, tail=FIRST_STRETCH, since=last)
        last = same.lines[-1].position if same.lines else last
        return Cursor(last, last)

    async def _read_after(self, cursor: Cursor | None, terminal: bool, limit: int) -> LogPage:
        if cursor is None:
            return await self._read_back(None, terminal, limit, gap=True)
        raws, found = await self._since(cursor.last, terminal, FIRST_STRETCH + 2 * limit)
        lines = line_reader(self._redact, cursor.continues).read(raws)
        return LogPage(lines[:limit], more=True, gap=not found)

    async def _since(
        self, position: Position, terminal: bool, tail: int = FIRST_STRETCH
    ) -> tuple[tuple[RawLine, ...] | list[RawLine], bool]:
        """What came after the position, and whether the position itself is still there."""
        while True:
            stretch = await read_stretch(self._container, terminal=terminal, tail=tail, since=position)
            behind = _behind(stretch.lines, position)
            if behind is not None:
                return behind, True
            if not stretch.cut or tail >= LARGEST_STRETCH:
                return stretch.lines, False
            tail = min(tail * 8, LARGEST_STRETCH)

    async def _read_back(self, cursor: Cursor | None, terminal: bool, limit: int, *, gap: bool) -> LogPage:
        until = cursor.first if cursor else None
        tail = limit + FIRST_STRETCH if until is None else max(self._depth, limit + FIRST_STRETCH)
        oldest: Position | None = None
        while True:
            stretch = await read_stretch(self._container, terminal=terminal, tail=tail, until=until)
            raws = stretch.lines if until is None else [raw for raw in stretch.lines if raw.position < until]
            first = raws[0].position if raws else None
            # A stretch of an earlier time is cut when a larger one begins earlier.
            whole = not stretch.cut if until is None else first is not None and first == oldest
            lines = self._parsed(raws, cut=not whole)
            if len(lines) >= limit or whole or tail >= LARGEST_STRETCH:
                break
            oldest, tail = first, min(tail * 4, LARGEST_STRETCH)
        self._depth = min(tail + limit, LARGEST_STRETCH)
        if until is not None and not any(raw.position == until for raw in stretch.lines):
            gap = True
        more = len(lines) > limit or (not whole and tail < LARGEST_STRETCH)
        return LogPage(lines[-limit:] if limit else (), more=more, gap=gap)

    def _parsed(self, raws: tuple[RawLine, ...] | list[RawLine], *, cut: bool) -> tuple[LogLine, ...]:
        if not cut:
            return line_reader(self._redact).read(raws)
        # The first lines may be the rest of something, and do not know their place within their moment.
        inner = [raw for raw in raws if raw.position.nanoseconds != raws[0].position.nanoseconds]
        lines = line_reader(self._redact).read(inner)
        start = next((number for number, line in enumerate(lines) if line.kind is LineKind.RECORD), 0)
        return lines[start:]


def _behind(lines: tuple[RawLine, ...] | list[RawLine], position: Position | None) -> list[RawLine] | None:
    """What follows the position; None if it is not among these lines."""
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].position == position:
            return list(lines[number + 1 :])
    return None


def _note(text: str, position: Position | None) -> LogLine:
    at = position or Position(0)
    return LogLine(str(Cursor(at, at)), datetime.now(UTC), LogLevel.WARNING, text, LineKind.NOTE)
