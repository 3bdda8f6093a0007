"""What every LogSource does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.ports.log_source import LogSource

BOUND_SECONDS = 15
PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "

Print = Callable[..., Awaitable[None]]


def record(text: str, level: str = "INFO") -> str:
    """A line as the engine prints it."""
    return f"{PREFIX}{level} - {text}"


def said(lines: tuple[LogLine, ...] | list[LogLine]) -> list[str]:
    """The texts of what the tests printed, without the runtime's own remarks."""
    return [line.text for line in lines if line.text.startswith("line ")]


async def everything(source: LogSource, count: int) -> tuple[LogLine, ...]:
    """All lines, as soon as that many of the test's own are there."""
    async with asyncio.timeout(BOUND_SECONDS):
        while True:
            page = await source.read(limit=10_000)
            if len(said(page.lines)) >= count:
                return page.lines
            await asyncio.sleep(0.01)


async def _printing_until(following: "asyncio.Future[Any]", engine_prints: Print) -> list[str]:
    """Print one line after another until the first is seen; all that were printed."""
    printed: list[str] = []
    while not following.done():
        printed.append(f"line {10 + len(printed)}")
        await engine_prints(record(printed[-1]))
        await asyncio.wait({following}, timeout=0.3)
    return printed


class LogSourceContract:
    """Subclasses supply the fixtures `source` and `engine_prints`, which prints raw lines as the engine would."""

    @pytest.fixture
    async def ten(self, source: LogSource, engine_prints: Print) -> tuple[LogLine, ...]:
        await engine_prints(*(record(f"line {number}") for number in range(10)))
        lines = await everything(source, 10)
        return tuple(line for line in lines if line.text.startswith("line "))

    async def test_lines_come_oldest_first_without_the_prefix(self, ten: tuple[LogLine, ...]) -> None:
        assert said(ten) == [f"line {number}" for number in range(10)]
        assert {line.level for line in ten} == {LogLevel.INFO}
        assert all(line.time.tzinfo is not None for line in ten)
        assert len({line.cursor for line in ten}) == 10

    async def test_levels_and_kinds_are_told_apart(self, source: LogSource, engine_prints: Print) -> None:
        await engine_prints(record("line bad\ndetail", "CRITICAL"), record("line fine"), "pve3", record("line end"))
        lines = await everything(source, 3)
        found = {line.text: (line.level, line.kind) for line in lines}
        assert found["line bad"] == (LogLevel.CRITICAL, LineKind.RECORD)
        assert found["detail"] == (LogLevel.CRITICAL, LineKind.CONTINUATION)
        assert found["pve3"] == (LogLevel.INFO, LineKind.PLAIN)

    async def test_a_document_is_one_line(self, source: LogSource, engine_prints: Print) -> None:
        await engine_prints(record("line 1"), '{\n    "nodes": {}\n}', record("line 2"))
        document = next(line for line in await everything(source, 2) if line.kind is LineKind.DOCUMENT)
        assert document.document == '{\n    "nodes": {}\n}'
        assert document.text == "JSON document, 3 lines"

    async def test_a_page_holds_the_newest(self, source: LogSource, ten: tuple[LogLine, ...]) -> None:
        page = await source.read(limit=3)
        # A remark of whoever runs the engine may come in between, late.
        assert page.lines == (await everything(source, 10))[-3:]
        assert said(page.lines)[-1] == "line 9"
        assert page.more and not page.gap

    async def test_paging_back_meets_every_line_once(self, source: LogSource, ten: tuple[LogLine, ...]) -> None:
        seen: list[str] = []
        page = await source.read(limit=4)
        seen[:0] = said(page.lines)
        while page.more:
            page = await source.read(before=page.lines[0].cursor, limit=4)
            seen[:0] = said(page.lines)
        assert seen == [f"line {number}" for number in range(10)]

    async def test_after_a_cursor_come_the_oldest_newer_ones(self, source: LogSource, ten: tuple[LogLine, ...]) -> None:
        page = await source.read(after=ten[4].cursor, limit=2)
        assert said(page.lines) == ["line 5", "line 6"]
        assert not page.gap

    async def test_after_the_last_line_there_is_nothing(self, source: LogSource, ten: tuple[LogLine, ...]) -> None:
        page = await source.read(after=ten[-1].cursor)
        assert (page.lines, page.gap) == ((), False)

    @pytest.mark.parametrize("cursor", ["nonsense", "", "00000000-3", "-1", "\x00", "x" * 1000])
    async def test_a_cursor_nobody_knows_is_a_gap(
        self, source: LogSource, ten: tuple[LogLine, ...], cursor: str
    ) -> None:
        assert (await source.read(after=cursor)).gap
        assert (await source.read(before=cursor)).gap

    async def test_following_from_a_cursor_misses_nothing(
        self, source: LogSource, engine_prints: Print, ten: tuple[LogLine, ...]
    ) -> None:
        await engine_prints(record("line 10"))
        async with asyncio.timeout(BOUND_SECONDS), aclosing(source.follow(ten[7].cursor)) as batches:
            seen: list[str] = []
            while len(seen) < 3:
                seen += said(await anext(batches))
        assert seen == ["line 8", "line 9", "line 10"]

    async def test_following_from_now_shows_only_what_comes(
        self, source: LogSource, engine_prints: Print, ten: tuple[LogLine, ...]
    ) -> None:
        async with asyncio.timeout(BOUND_SECONDS), aclosing(source.follow()) as batches:
            waiting = asyncio.create_task(anext(batches))
            printed = await _printing_until(waiting, engine_prints)
            # What was printed before the following had begun is not shown; how long that takes nobody knows.
            assert set(said(await waiting)) <= set(printed)

    async def test_two_followers_both_see_the_line(
        self, source: LogSource, engine_prints: Print, ten: tuple[LogLine, ...]
    ) -> None:
        async with asyncio.timeout(BOUND_SECONDS), aclosing(source.follow()) as one, aclosing(source.follow()) as two:
            both = asyncio.gather(anext(one), anext(two))
            await _printing_until(both, engine_prints)
            seen = [said(lines) for lines in await both]
            await engine_prints(record("line last"))
            for batches, lines in zip((one, two), seen, strict=True):
                while "line last" not in lines:
                    lines += said(await anext(batches))
