"""What is kept of the child's output."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

from proxlb_ui.adapters.child_process import ChildLogSource, LogRing
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def fill(ring: LogRing, *texts: str, document: str | None = None) -> None:
    ring.add(ParsedLine(NOW, LogLevel.INFO, text, document=document) for text in texts)


async def test_the_oldest_lines_go_first() -> None:
    ring = LogRing(lines=3)
    fill(ring, "a", "b", "c", "d", "e")
    page = await ChildLogSource(ring).read()
    assert ([line.text for line in page.lines], page.more) == (["c", "d", "e"], False)


async def test_the_ring_is_bounded_in_size_too() -> None:
    ring = LogRing(size=10_000)
    fill(ring, *["x" * 1000] * 100)
    assert 5 <= len((await ChildLogSource(ring).read()).lines) <= 9


async def test_a_huge_document_does_not_push_the_rest_out() -> None:
    ring = LogRing(size=10_000)
    fill(ring, "before")
    fill(ring, "JSON document, 9 lines", document="x" * 20_000)
    before, document = (await ChildLogSource(ring).read()).lines
    assert before.text == "before"
    assert (document.document, document.text) == (None, "JSON document, 9 lines (too large to keep)")


async def test_a_cursor_of_another_process_is_a_gap() -> None:
    old, new = LogRing(), LogRing()
    fill(old, "old")
    fill(new, "one", "two")
    cursor = (await ChildLogSource(old).read()).lines[0].cursor
    page = await ChildLogSource(new).read(after=cursor)
    assert page.gap
    assert [line.text for line in page.lines] == ["one", "two"]


async def test_a_forgotten_cursor_is_a_gap() -> None:
    ring = LogRing(lines=3)
    fill(ring, "a", "b", "c")
    first, second, *_ = (await ChildLogSource(ring).read()).lines
    fill(ring, "d", "e")
    assert not (await ChildLogSource(ring).read(after=second.cursor)).gap
    assert (await ChildLogSource(ring).read(after=first.cursor)).gap


async def test_a_follower_that_was_too_slow_is_told() -> None:
    ring = LogRing(lines=3)
    fill(ring, "a")
    async with aclosing(ChildLogSource(ring).follow((await ChildLogSource(ring).read()).lines[0].cursor)) as batches:
        fill(ring, *"bcdefg")
        (note,) = await anext(batches)
        assert (note.kind, note.text) == (LineKind.NOTE, "3 lines came faster than they could be read and are gone.")
        assert [line.text for line in await anext(batches)] == ["e", "f", "g"]


async def test_following_a_gap_from_another_process_starts_with_everything() -> None:
    ring = LogRing()
    fill(ring, "a", "b")
    async with asyncio.timeout(5), aclosing(ChildLogSource(ring).follow("0badc0de-17")) as batches:
        assert [line.text for line in await anext(batches)] == ["a", "b"]
