"""Whatever the engine does, each connection to it is closed by whoever opened it; none is left to the collector."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner, DockerLogSource, DockerServiceControl
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.runs.engine_run import RunKind

from tests.docker.broken_engine import answer, described, engine_that_says

INSPECT, LOG = "/proxlb/json", "/logs?"
EXEC, EXEC_START, EXEC_INSPECT = "/proxlb/exec", "/exec/e/start", "/exec/e/json"
CREATED = answer(b'{"Id": "e"}', "201 Created")
RUNNING = answer(json.dumps({"Running": False, "ExitCode": 0}).encode())
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n"
UPGRADED = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
LINE = b"2026-11-24T02:20:58.5Z a line\n"
FRAME = b"\x01\0\0\0" + len(LINE).to_bytes(4, "big") + LINE
CUT_SHORT = b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
ANSWER_SECONDS = 0.5

Work = Callable[[DockerContainer], Awaitable[None]]


def chunked(*parts: bytes) -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return STREAM + b"Transfer-Encoding: chunked\r\n\r\n" + body


def open_sockets() -> set[str]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the folder's own, closed in the meantime
            found.add(str(entry.readlink()))
    return {name for name in found if name.startswith("socket:")}


@pytest.fixture(autouse=True)
async def _nothing_stays_open() -> AsyncGenerator[None, None]:
    """With the collector off, a socket is closed by us or not at all."""
    gc.collect()
    before = open_sockets()
    gc.disable()
    try:
        yield
        for _ in range(250):  # a thread may still be at it
            if not (left := open_sockets() - before):
                break
            await asyncio.sleep(0.02)
        assert not left
    finally:
        gc.enable()


async def inspects(container: DockerContainer) -> None:
    await container.inspect()


async def looks(container: DockerContainer) -> None:
    control = DockerServiceControl(container, str)
    await control.status()
    await control.close()


async def reads(container: DockerContainer) -> None:
    await DockerLogSource(container, str).read()


async def follows(container: DockerContainer) -> None:
    async with aclosing(DockerLogSource(container, str).follow()) as batches:
        await asyncio.wait_for(anext(batches), 2 * ANSWER_SECONDS)


async def runs(container: DockerContainer) -> None:
    runner = DockerEngineRunner(container, str, (0.05, 0.05, 0.05))
    async with aclosing(runner.run(RunKind.DRY_RUN, "{}")) as events:
        async for _ in events:
            pass


async def attempted(work: Work, host: str) -> None:
    with suppress(ProxlbUiError, TimeoutError):
        await work(DockerContainer("proxlb", host, ANSWER_SECONDS))


EVERYTHING = [inspects, looks, reads, follows, runs]


@pytest.mark.parametrize("work", EVERYTHING)
async def test_nobody_listens(work: Work, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / "docker.sock"))
    await attempted(work, f"unix://{tmp_path}/docker.sock")


@pytest.mark.parametrize("connections", range(1, 6))
@pytest.mark.parametrize("work", EVERYTHING)
async def test_the_engine_goes_away_between_two_connections(work: Work, connections: int, tmp_path: Path) -> None:
    answers = {INSPECT: described(), LOG: chunked(FRAME), EXEC: CREATED, EXEC_START: UPGRADED, EXEC_INSPECT: RUNNING}
    with engine_that_says(answers, tmp_path, connections) as host:
        await attempted(work, host)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Le", b"nonsense\r\n\r\n", CUT_SHORT]
)
@pytest.mark.parametrize("work", EVERYTHING)
async def test_the_first_answer_breaks_off(work: Work, said: bytes, tmp_path: Path) -> None:
    with engine_that_says({"": said}, tmp_path) as host:
        await attempted(work, host)


@pytest.mark.parametrize("work", EVERYTHING)
async def test_no_answer_comes(work: Work, tmp_path: Path) -> None:
    with engine_that_says({}, tmp_path) as host:
        await attempted(work, host)


LOG_ANSWERS = {
    "cut in its head": STREAM,
    "an error cut short": CUT_SHORT,
    "no frames": chunked(b"\x07 these are not frames at all"),
    "cut in a frame": chunked(FRAME, FRAME[:20]),
    "cut in a chunk": chunked(FRAME)[:-20],
    "ended": chunked(FRAME, b""),
    "ended by closing": STREAM + b"Connection: close\r\n\r\n" + FRAME,
}


@pytest.mark.parametrize("said", LOG_ANSWERS.values(), ids=LOG_ANSWERS)
@pytest.mark.parametrize("work", [looks, reads, follows])
async def test_a_log_breaks_off(work: Work, said: bytes, tmp_path: Path) -> None:
    with engine_that_says({INSPECT: described(), LOG: said}, tmp_path) as host:
        await attempted(work, host)


EXEC_ANSWERS = {
    "cut in its head": b"HTTP/1.1 101 UPGR",
    "an error cut short": CUT_SHORT,
    "refused": answer(b'{"message": "is paused"}', "409 Conflict"),
    "no frames": UPGRADED + b"\x07 these are not frames at all",
    "cut in a frame": UPGRADED + FRAME + FRAME[:20],
    "ended": UPGRADED + FRAME,
}


@pytest.mark.parametrize("said", EXEC_ANSWERS.values(), ids=EXEC_ANSWERS)
async def test_a_run_breaks_off(said: bytes, tmp_path: Path) -> None:
    answers = {INSPECT: described(), EXEC: CREATED, EXEC_START: said, EXEC_INSPECT: RUNNING}
    with engine_that_says(answers, tmp_path) as host:
        await attempted(runs, host)
