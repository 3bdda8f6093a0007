"""The Docker engine's two ways to send a container's output."""

import struct
from dataclasses import dataclass

HEADER_BYTES = 8
STDERR = 2
# The engine cuts at 16 KiB; more than this is not what it says it is.
LARGEST_FRAME_BYTES = 1 << 20


class NotFrames(ValueError):
    """These bytes are not the multiplexed stream they were said to be."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One piece of output; error marks the second stream."""

    data: bytes
    error: bool = False


class FrameDecoder:
    """Cuts a multiplexed stream into its frames; an unfinished one at the end is dropped."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames completed by this data; raises NotFrames."""
        self._rest += data
        frames, position = [], 0
        while len(self._rest) - position >= HEADER_BYTES:
            stream, size = struct.unpack_from(">BxxxL", self._rest, position)
            if stream > STDERR or size > LARGEST_FRAME_BYTES:
                raise NotFrames(f"a frame of stream {stream} with {size} bytes")
            end = position + HEADER_BYTES + size
            if len(self._rest) < end:
                break
            frames.append(Frame(bytes(self._rest[position + HEADER_BYTES : end]), stream == STDERR))
            position = end
        del self._rest[:position]
        return frames


class TerminalDecoder:
    """A container with a terminal sends plain bytes: both streams are one."""

    def feed(self, data: bytes) -> list[Frame]:
        return [Frame(data)]
