"""Cursors of a container's log, as text and from lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.adapters.docker_engine.log.raw_log import ContainerLogLine, ContainerLogPosition, cursor_from
from proxlb_ui.adapters.shared.cursor import Cursor
from proxlb_ui.adapters.shared.line_reader import LineReader
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
positions = st.builds(ContainerLogPosition, st.integers(0, 2**63 - 1), st.integers(0, 999_999))


def raws(*texts: str) -> list[ContainerLogLine]:
    return [ContainerLogLine(ContainerLogPosition(10**18 + number), text) for number, text in enumerate(texts)]


def no_secrets(text: str) -> str:
    return text.replace("hunter2", "[redacted]")


@given(positions, positions, st.sampled_from([None, LogLevel.ERROR, LogLevel.CRITICAL]))
def test_a_cursor_survives_being_text(
    first: ContainerLogPosition, last: ContainerLogPosition, continues: LogLevel | None
) -> None:
    assert cursor_from(str(Cursor(first, last, continues))) == Cursor(first, last, continues)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        ".1",
        "-1.0",
        "1.0-",
        "1.0X",
        "1.0E ",
        "١.0",
        "1" * 21 + ".0",
        f"{2**63}.0",
        f"1.0-{2**63}.0",
        "1.0\n",
    ],
)
def test_any_other_text_is_none(text: str) -> None:
    assert cursor_from(text) is None


def test_every_line_has_the_place_it_was_made_from() -> None:
    lines = raws(f"{PREFIX}INFO - one", "pve1")
    found = LineReader(no_secrets).read(lines)
    assert [cursor_from(line.cursor) for line in found] == [Cursor(raw.position, raw.position) for raw in lines]


def test_a_document_spans_all_its_lines() -> None:
    lines = raws("{", '  "nodes": {}', "}", f"{PREFIX}INFO - after")
    document, after = LineReader(no_secrets).read(lines)
    assert document.kind is LineKind.DOCUMENT
    assert cursor_from(document.cursor) == Cursor(lines[0].position, lines[2].position)
    assert cursor_from(after.cursor) == Cursor(lines[3].position, lines[3].position)


def test_a_document_that_was_none_gives_each_line_its_own_place() -> None:
    lines = raws("{", "no document", f"{PREFIX}INFO - after")
    found = LineReader(no_secrets).read(lines)
    assert [line.text for line in found] == ["{", "no document", "after"]
    assert [cursor_from(line.cursor) for line in found] == [Cursor(raw.position, raw.position) for raw in lines]


def test_trouble_goes_on_where_reading_resumes() -> None:
    (first,) = LineReader(no_secrets).read(raws(f"{PREFIX}CRITICAL - bad"))
    cursor = cursor_from(first.cursor)
    assert cursor is not None and cursor.continues is LogLevel.CRITICAL
    (detail,) = LineReader(no_secrets, cursor.continues).read(raws("detail"))
    assert (detail.level, detail.kind) == (LogLevel.CRITICAL, LineKind.CONTINUATION)


def test_secrets_are_taken_out_before_anything_else() -> None:
    (line,) = LineReader(no_secrets).read(raws(f"{PREFIX}DEBUG - password hunter2"))
    assert line.text == "password [redacted]"
