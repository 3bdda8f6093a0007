"""Cutting the engine's stream into frames."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.adapters.docker_engine.engine.frames import (
    LARGEST_FRAME_BYTES,
    Frame,
    FrameDecoder,
    NotFrames,
    TerminalDecoder,
)

pieces = st.lists(st.tuples(st.binary(max_size=40), st.booleans()), max_size=8)


def multiplexed(frames: list[Frame]) -> bytes:
    return b"".join(struct.pack(">BxxxL", 2 if frame.error else 1, len(frame.data)) + frame.data for frame in frames)


@given(pieces, st.integers(1, 20))
def test_wherever_the_stream_is_cut_the_frames_are_the_same(parts: list[tuple[bytes, bool]], step: int) -> None:
    frames = [Frame(*part) for part in parts]
    sent, decoder = multiplexed(frames), FrameDecoder()
    found: list[Frame] = []
    for start in range(0, len(sent), step):
        found += decoder.feed(sent[start : start + step])
    assert found == frames


def test_a_truncated_frame_is_not_shown_as_if_it_were_whole() -> None:
    sent = multiplexed([Frame(b"whole\n"), Frame(b"truncated\n")])
    assert FrameDecoder().feed(sent[:-3]) == [Frame(b"whole\n")]


@pytest.mark.parametrize(
    "data", [b"2026-11-24 02:20:58", b"\x03\0\0\0\0\0\0\1x", struct.pack(">BxxxL", 1, LARGEST_FRAME_BYTES + 1)]
)
def test_what_is_no_frame_is_refused_and_not_waited_for(data: bytes) -> None:
    with pytest.raises(NotFrames):
        FrameDecoder().feed(data)


def test_a_terminal_sends_plain_bytes() -> None:
    assert TerminalDecoder().feed(b"\x01\0\0\0 as it is") == [Frame(b"\x01\0\0\0 as it is")]
