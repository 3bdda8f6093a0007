"""Running one command in the container, with something on its standard input."""

import asyncio
import socket
import threading
import time
from collections.abc import Mapping, Sequence

import requests
from proxlb_ui.adapters.docker_engine.engine.client import CHUNK_BYTES, EngineClient, endless, hang_up, reader_of
from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.engine.frames import Frame, FrameDecoder, NotFrames
from proxlb_ui.adapters.shared.thread_stream import ThreadStream
from proxlb_ui.domain.errors import ProxlbUiError, Unavailable

QUEUED_CHUNKS = 64
EXIT_SECONDS = 3.0
ANSWER_BYTES = 64 << 10


class ContainerCommand:
    """One exec: frames while it runs, then its exit code; ending it is up to whoever started it."""

    def __init__(
        self, container: DockerContainer, command: Sequence[str], environment: Mapping[str, str], stdin: bytes = b""
    ) -> None:
        self.exit_code: int | None = None
        self._container = container
        self._command = list(command)
        self._environment = dict(environment)
        self._stdin = stdin
        self._stream: ThreadStream[Frame] = ThreadStream(QUEUED_CHUNKS)
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._left = False
        self._stream.start(self._run(), "docker exec")

    async def take(self) -> list[Frame]:
        """What it printed since the last call; an empty list once it has ended, or the error that prevented it."""
        return await self._stream.take()

    async def drain(self, seconds: float) -> bool:
        """Throw away what it prints until it has ended; False when it did not in time."""
        try:
            async with asyncio.timeout(seconds):
                while await self.take():
                    pass
        except TimeoutError:
            return False
        except ProxlbUiError:
            pass
        return True

    async def leave(self) -> None:
        """Let go of the connection and its thread, whether it has ended or not."""
        with self._lock:
            self._left = True
            if self._connection is not None:
                hang_up(self._connection)
        await self._stream.leave(EXIT_SECONDS)

    async def _run(self) -> None:
        self.exit_code = await self._container.call_long(self._work)

    def _work(self, client: EngineClient) -> int | None:
        created = client.exec_create(
            self._container.name, self._command, stdin=bool(self._stdin), environment=self._environment
        )
        response = client.open_exec(created["Id"])
        try:
            connection = endless(response)
            with self._lock:
                self._connection = connection
                left = self._left
            if not left:
                self._talk(response, connection)
        finally:
            with self._lock:
                self._connection = None
            response.close()
        return None if self._left else _exit_code(client, created["Id"])

    def _talk(self, response: requests.Response, connection: socket.socket) -> None:
        if self._stdin:
            connection.sendall(self._stdin)
            connection.shutdown(socket.SHUT_WR)
        decoder = FrameDecoder()
        # Not past the buffered reader: the first output may have come together with the headers.
        reader = reader_of(response)
        while data := reader.read1(CHUNK_BYTES):
            try:
                frames = decoder.feed(data)
            except NotFrames as exc:
                raise Unavailable(
                    "The Docker engine's stream of a run cannot be read.", "Is something between it and the cockpit?"
                ) from exc
            if frames and not self._stream.put(frames):
                return


def _exit_code(client: EngineClient, exec_id: str) -> int | None:
    """None when it does not end though its output has."""
    deadline = time.monotonic() + EXIT_SECONDS
    while True:
        found = client.exec_inspect(exec_id)
        if not found.get("Running"):
            return found.get("ExitCode")
        if time.monotonic() > deadline:
            return None
        time.sleep(0.02)


async def answer_of(
    container: DockerContainer, command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None
) -> tuple[int | None, str]:
    """Exit code and output of a short command; raises Unavailable when it takes longer."""
    running = ContainerCommand(container, command, environment or {})
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while frames := await running.take():
                found += b"".join(frame.data for frame in frames)[: ANSWER_BYTES - len(found)]
    except TimeoutError as exc:
        raise Unavailable("A command in ProxLB's Docker container did not end.", "Look at its load.") from exc
    finally:
        await running.leave()
    return running.exit_code, found.decode("utf-8", errors="replace")
