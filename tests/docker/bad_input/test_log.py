"""Logs that are huge, or one huge line, are read within bounds; on a real engine."""

import asyncio
import os
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerLogSource

from tests.contract.docker_fixtures import SOCKET, redact
from tests.docker.engine_image import docker

pytestmark = pytest.mark.docker

MEBIBYTE = 1 << 20
PAGE_BYTES = 60 * MEBIBYTE
RECORD = "2026-11-24 02:20:58,951 - ProxLB - INFO - "


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def within(seconds: float, growth_bytes: int) -> AsyncGenerator[None, None]:
    """What happens inside takes no longer and needs no more memory, at its peak."""
    before, begun = resident_bytes(), time.monotonic()
    peak, over = before, threading.Event()

    def look() -> None:
        nonlocal peak
        while not over.wait(0.02):
            peak = max(peak, resident_bytes())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        async with asyncio.timeout(seconds):
            yield
    finally:
        over.set()
        looking.join()
    took = time.monotonic() - begun
    print(f"took {took:.1f} s and {(peak - before) / MEBIBYTE:.0f} MiB")
    assert peak - before <= growth_bytes, f"{(peak - before) / MEBIBYTE:.0f} MiB more than before"


def printing(name: str, image: str, script: str, seconds: float = 90) -> None:
    """A container, still running, that has printed what the script prints."""
    end = "echo; echo THE-END; exec sleep 1000"
    options = ("--network", "none", "--entrypoint", "sh")
    docker("run", "--detach", "--name", name, *options, image, "-c", f"{script}; {end}")
    deadline = time.monotonic() + seconds
    while "THE-END" not in docker("logs", "--tail", "1", name):
        assert time.monotonic() < deadline, "not printed in time"
        time.sleep(0.2)


@pytest.fixture
def source(name: str) -> DockerLogSource:
    return DockerLogSource(DockerContainer(name, SOCKET), redact)


async def following(source: DockerLogSource, cursor: str | None, name: str) -> list[str]:
    """The first lines that come after a cursor, or from now on when somebody prints."""
    async with aclosing(source.follow(cursor)) as batches:
        waiting = asyncio.ensure_future(anext(batches))
        if cursor is None:
            await asyncio.sleep(0.3)
            await asyncio.to_thread(docker, "exec", name, "sh", "-c", "echo line new > /proc/1/fd/1")
        return [line.text for line in await waiting]


@pytest.mark.timeout(180)
async def test_a_log_of_a_gigabyte(name: str, engine_image: str, source: DockerLogSource) -> None:
    printing(name, engine_image, f"yes '{RECORD}{'x' * 200}' | head -c 1000000000")
    async with within(seconds=15, growth_bytes=PAGE_BYTES):
        page = await source.read(limit=500)
        assert len(page.lines) == 500 and page.more
        assert page.lines[-1].text == "THE-END"
        for _ in range(5):
            page = await source.read(before=page.lines[0].cursor, limit=500)
            assert len(page.lines) == 500 and page.more and not page.gap
        assert await following(source, None, name) == ["line new"]
    # A place that is long gone: as much as is held, with a remark.
    long_gone = source.follow("1000000000.0")
    async with within(seconds=15, growth_bytes=PAGE_BYTES), aclosing(long_gone) as batches:
        (note,) = await anext(batches)
        assert "no longer has the lines" in note.text
        assert len(await anext(batches)) <= 50_000


@pytest.mark.timeout(180)
async def test_a_line_of_a_hundred_megabytes(name: str, engine_image: str, source: DockerLogSource) -> None:
    printing(name, engine_image, f"echo '{RECORD}line 1'; head -c 100000000 /dev/zero | tr '\\0' x")
    async with within(seconds=20, growth_bytes=PAGE_BYTES):
        page = await source.read(limit=500)
        texts = [line.text for line in page.lines]
        assert texts[-1] == "THE-END"
        assert all(len(text) < 20_000 for text in texts), "a line's bound holds"
        assert await following(source, None, name) == ["line new"]
