"""One run of the engine as a subprocess, its settings handed over in memory."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from proxlb_ui.adapters.shared.pipes import OutputPipe
from proxlb_ui.adapters.shared.processes import end, kill_group, spawn
from proxlb_ui.adapters.shared.threads import in_thread
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, EngineExit, EngineOutput

QUEUED_LINES = 2_000
END_PATIENCE_SECONDS = (5.0, 3.0)


@dataclass(frozen=True, slots=True)
class EngineCommand:
    """A command line that reads its settings from its standard input, and what hides secrets in its output."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    redact: Callable[[str], str] = field(repr=False)


class _Backlog:
    """Lines that were printed and not yet taken; when it is full the engine has to wait."""

    def __init__(self) -> None:
        self.pipes: list[OutputPipe] = []
        self.change = Change()
        self._events: deque[EngineOutput] = deque()
        self._paused = False
        self._finished = False

    def add(self, lines: list[str], error: bool) -> None:
        self._events.extend(EngineOutput(line, error) for line in lines)
        if not self._paused and not self._finished and len(self._events) > QUEUED_LINES:
            self._paused = True
            for pipe in self.pipes:
                pipe.pause()
        self.change.notify()

    def finish(self) -> None:
        """The engine is gone: what its pipes still hold is little, and nobody else needs to wait."""
        self._finished = True
        for pipe in self.pipes:
            pipe.resume()

    def take(self) -> EngineOutput | None:
        event = self._events.popleft() if self._events else None
        if self._paused and len(self._events) < QUEUED_LINES // 2:
            self._paused = False
            for pipe in self.pipes:
                pipe.resume()
        return event


async def run_command(
    command: EngineCommand, settings_text: str, end_patience_seconds: tuple[float, float] = END_PATIENCE_SECONDS
) -> AsyncGenerator[EngineEvent, None]:
    """Every line it prints, then its exit; closing the generator ends it, SIGINT first."""
    backlog = _Backlog()
    async with AsyncExitStack() as stack:
        process = await _begin(stack, backlog, command, settings_text)
        ending = asyncio.create_task(_ended(process, backlog))
        try:
            while True:
                seen = backlog.change.count
                if (event := backlog.take()) is not None:
                    yield EngineOutput(command.redact(event.text), event.error)
                elif ending.done():
                    break
                else:
                    await backlog.change.wait(seen)
            yield EngineExit(ending.result())
        finally:
            await end(process, *end_patience_seconds)
            await asyncio.wait({ending})


async def _begin(
    stack: AsyncExitStack, backlog: _Backlog, command: EngineCommand, settings_text: str
) -> asyncio.subprocess.Process:
    out = await OutputPipe.open(lambda lines: backlog.add(lines, error=False))
    stack.push_async_callback(out.close)
    err = await OutputPipe.open(lambda lines: backlog.add(lines, error=True))
    stack.push_async_callback(err.close)
    backlog.pipes += [out, err]
    settings = await in_thread(lambda: _in_memory_file(settings_text))
    try:
        process = await spawn(command.words, command.environment, stdin=settings, stdout=out.writer, stderr=err.writer)
    finally:
        os.close(settings)
    out.handed_over()
    err.handed_over()
    return process


async def _ended(process: asyncio.subprocess.Process, backlog: _Backlog) -> int:
    code = await process.wait()
    kill_group(process)
    backlog.finish()
    await asyncio.gather(*(pipe.drain() for pipe in backlog.pipes))
    backlog.change.notify()
    return code


def _in_memory_file(text: str) -> int:
    # A pipe would need a writer that may block; asyncio's own is a socket, which /dev/stdin cannot reopen.
    number = os.memfd_create("settings", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(number), "w", encoding="utf-8") as file:
            file.write(text)
        os.lseek(number, 0, os.SEEK_SET)
    except BaseException:
        os.close(number)
        raise
    return number
