"""Whole lines and their places, from the frames of a log with time stamps."""

from datetime import UTC, datetime

import pytest
from proxlb_ui.adapters.docker_engine.engine.facts import nanoseconds_of
from proxlb_ui.adapters.docker_engine.engine.frames import Frame
from proxlb_ui.adapters.docker_engine.log.raw_log import ContainerLogPosition, RawLines

FIRST = "2026-11-24T02:20:58.000000001Z"
SECOND = "2026-11-24T02:20:58.000000002Z"
MOMENT = nanoseconds_of("2026-11-24T02:20:58", "000000001")


def frame(text: str, stamp: str = FIRST, *, error: bool = False) -> Frame:
    return Frame(f"{stamp} {text}".encode(), error)


def test_a_line_has_its_nanosecond() -> None:
    (line,) = RawLines().feed([frame("ready\n")])
    assert (line.text, line.position) == ("ready", ContainerLogPosition(MOMENT, 0))
    assert line.time == datetime(2026, 11, 24, 2, 20, 58, tzinfo=UTC)


def test_lines_of_one_moment_have_places() -> None:
    lines = RawLines().feed([frame("a\n"), frame("b\n"), frame("c\n", SECOND), frame("d\n", SECOND)])
    assert [line.position for line in lines] == [
        ContainerLogPosition(MOMENT, 0),
        ContainerLogPosition(MOMENT, 1),
        ContainerLogPosition(MOMENT + 1, 0),
        ContainerLogPosition(MOMENT + 1, 1),
    ]


@pytest.mark.parametrize(("fraction", "nanoseconds"), [("", 0), ("5", 500_000_000), ("000000001", 1)])
def test_the_engine_leaves_zeros_out(fraction: str, nanoseconds: int) -> None:
    assert nanoseconds_of("1970-01-01T00:00:01", fraction) == 10**9 + nanoseconds


def test_the_two_streams_do_not_mix_within_a_line() -> None:
    lines = RawLines().feed([frame("half "), frame("bad\n", error=True), Frame(b"and half\n")])
    assert [line.text for line in lines] == ["bad", "half and half"]


def test_a_long_line_is_put_together_without_the_stamps_between_its_pieces() -> None:
    piece = "x" * 16_384
    reader = RawLines()
    assert reader.feed([frame(piece), frame(piece)]) == []
    (line,) = reader.feed([frame("end\n")])
    assert line.text == piece * 2 + "end"


def test_a_line_without_an_end_comes_last() -> None:
    reader = RawLines()
    assert reader.feed([frame("no end")]) == []
    assert [line.text for line in reader.flush()] == ["no end"]
    assert reader.flush() == []


def test_a_line_without_a_stamp_keeps_its_place_behind_the_one_before() -> None:
    lines = RawLines().feed([frame("a\n"), Frame(b"b\n"), Frame(b"\xff\n")])
    assert [line.text for line in lines] == ["a", "b", "\ufffd"]
    assert lines[0].position < lines[1].position < lines[2].position


def test_a_terminals_line_ends_are_left_out() -> None:
    assert [line.text for line in RawLines().feed([frame("a\r\n")])] == ["a"]
