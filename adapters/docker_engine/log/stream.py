"""Reading a container's log in a thread: a stretch of it, or its end for as long as somebody looks."""

import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import requests
import urllib3
from proxlb_ui.adapters.docker_engine.engine.client import EngineClient, chunks_of, endless, hang_up
from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.engine.frames import FrameDecoder, NotFrames, TerminalDecoder
from proxlb_ui.adapters.docker_engine.log.raw_log import ContainerLogLine, ContainerLogPosition, RawLines
from proxlb_ui.adapters.shared.thread_stream import ThreadStream
from proxlb_ui.domain.errors import Unavailable

STRETCH_BYTES = 32 << 20
# The engine stamps a line before it writes it, so that those of two streams may stand the wrong way round.
SLACK_NANOSECONDS = 10**9
QUEUED_CHUNKS = 64
LEAVE_SECONDS = 2.0

_BROKEN = (urllib3.exceptions.HTTPError, OSError)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of the log, oldest first; cut: the engine had older ones, too_large: the newest were not read."""

    lines: tuple[ContainerLogLine, ...]
    cut: bool
    too_large: bool = False


def _parameters(
    tail: int | None, since: ContainerLogPosition | None, until: ContainerLogPosition | None
) -> dict[str, str]:
    found = {"tail": "all" if tail is None else str(tail)}
    for name, position, slack in (("since", since, -SLACK_NANOSECONDS), ("until", until, SLACK_NANOSECONDS)):
        if position is not None:
            seconds, nanoseconds = divmod(max(0, position.nanoseconds + slack), 10**9)
            found[name] = f"{seconds}.{nanoseconds:09}"
    return found


async def read_stretch(
    container: DockerContainer,
    *,
    terminal: bool,
    tail: int,
    since: ContainerLogPosition | None = None,
    until: ContainerLogPosition | None = None,
) -> Stretch:
    """The last `tail` messages, of which only those in the given time and a little around it."""

    def work(client: EngineClient) -> Stretch:
        response = client.open_log(container.name, **_parameters(tail, since, until))
        decoder, lines = _decoder(terminal), RawLines()
        found: list[ContainerLogLine] = []
        messages = size = 0
        try:
            for chunk in chunks_of(response):
                frames = decoder.feed(chunk)
                messages += len(frames)
                size += len(chunk)
                found += lines.feed(frames)
                if size > STRETCH_BYTES:
                    break
        except NotFrames as exc:
            raise _garbled() from exc
        finally:
            response.close()
        found += lines.flush()
        count = len(found) if terminal else messages
        return Stretch(tuple(found), cut=count >= tail, too_large=size > STRETCH_BYTES)

    return await container.call_long(work)


async def follow_end(
    container: DockerContainer, *, terminal: bool, tail: int | None
) -> AsyncGenerator[list[ContainerLogLine], None]:
    """Lines as they come, until the container stops or the engine goes; closing it ends the engine's part too."""
    stream: ThreadStream[ContainerLogLine] = ThreadStream(QUEUED_CHUNKS)
    reading = _OpenResponse()

    def work(client: EngineClient) -> None:
        response = client.open_log(container.name, follow="1", **_parameters(tail, None, None))
        try:
            if reading.opened(endless(response)):
                _pass_on(response, terminal, stream, reading)
        finally:
            response.close()

    stream.start(container.call_long(work), "docker log")
    try:
        while lines := await stream.take():
            yield lines
    finally:
        reading.close()
        await stream.leave(LEAVE_SECONDS)


def _pass_on(
    response: requests.Response, terminal: bool, stream: ThreadStream[ContainerLogLine], reading: "_OpenResponse"
) -> None:
    decoder, lines = _decoder(terminal), RawLines()
    try:
        for chunk in chunks_of(response):
            found = lines.feed(decoder.feed(chunk))
            if found and not stream.put(found):
                return
    except NotFrames as exc:
        raise _garbled() from exc
    except _BROKEN:
        # Hung up by us, or the engine went away in the middle: either way this reading is over.
        if reading.closed:
            return
    if rest := lines.flush():
        stream.put(rest)


class _OpenResponse:
    """What it takes to end a response that a thread is reading."""

    def __init__(self) -> None:
        self.closed = False
        self._connection: socket.socket | None = None

    def opened(self, connection: socket.socket) -> bool:
        """False when nobody waits for it any more."""
        self._connection = connection
        return not self.closed

    def close(self) -> None:
        self.closed = True
        if self._connection is not None:
            hang_up(self._connection)


def _decoder(terminal: bool) -> FrameDecoder | TerminalDecoder:
    return TerminalDecoder() if terminal else FrameDecoder()


def _garbled() -> Unavailable:
    return Unavailable("The Docker engine's log stream cannot be read.", "Is something between it and the cockpit?")
