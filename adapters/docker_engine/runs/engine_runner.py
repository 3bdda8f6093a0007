"""One run of the engine as an exec in ProxLB's own container, and asking the engine which one it is."""

import secrets
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts, not_proxlb
from proxlb_ui.adapters.docker_engine.runs.exec_stream import ContainerCommand, answer_of
from proxlb_ui.adapters.shared.engine_version import version_in
from proxlb_ui.domain.errors import Conflict, NotFound, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.log.line_splitter import LineSplitter
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, EngineExit, EngineOutput, RunKind

END_PATIENCE_SECONDS = (5.0, 3.0, 2.0)
SIGNAL_SECONDS = 5.0
VERSION_SECONDS = 15.0
MARK = "PROXLB_UI_RUN"

# The API has no way to end an exec: this runs beside it and signals whoever carries the mark in its environment.
_SIGNAL_MARKED = """
import os, sys
for name in os.listdir("/proc"):
    try:
        if name.isdigit() and sys.argv[1].encode() in open(f"/proc/{name}/environ", "rb").read().split(b"\\0"):
            os.kill(int(name), int(sys.argv[2]))
    except OSError:
        pass
"""


class DockerEngineRunner:
    """The container's entrypoint with `-c /dev/stdin`; secrets touch neither disk nor argv nor environment."""

    def __init__(
        self,
        container: DockerContainer,
        redact: Callable[[str], str],
        end_patience_seconds: Sequence[float] = END_PATIENCE_SECONDS,
    ) -> None:
        self._container = container
        self._redact = redact
        self._end_patience_seconds = end_patience_seconds

    async def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        facts = await self._container.inspect()
        _require_engine(facts, self._container.name)
        mark = secrets.token_hex(8)
        # Without the second variable print() would sit in a buffer until the next log record.
        environment = {MARK: mark, "PYTHONUNBUFFERED": "1"}
        command = (*facts.entrypoint, "-c", "/dev/stdin", *kind.arguments)
        running = ContainerCommand(self._container, command, environment, settings_text.encode())
        splitters = {False: LineSplitter(), True: LineSplitter()}
        try:
            while frames := await running.take():
                for frame in frames:
                    for line in splitters[frame.error].feed(frame.data):
                        yield EngineOutput(self._redact(line.removesuffix("\r")), frame.error)
            for error, splitter in splitters.items():
                for line in splitter.flush():
                    yield EngineOutput(self._redact(line), error)
            yield EngineExit(await self._code(running, facts))
        finally:
            if running.exit_code is None:
                await self._end(running, facts, f"{MARK}={mark}")
            await running.leave()

    async def _code(self, running: ContainerCommand, facts: ContainerFacts) -> int:
        now = await self._container.inspect()
        if now.instance != facts.instance or now.phase != "running":
            raise Unavailable(
                "ProxLB's Docker container stopped during the run, and the run with it.",
                "Start it and run again; migrations that had begun go on in Proxmox.",
            )
        if running.exit_code is None:
            hint = "Something between the cockpit and the Docker engine may end connections that are quiet for long."
            raise Unavailable("The connection to the run broke, so the run was ended.", hint)
        # 128 and the signal's number is how a process that was killed is told.
        return running.exit_code if running.exit_code < 128 else 128 - running.exit_code

    async def _end(self, running: ContainerCommand, facts: ContainerFacts, mark: str) -> None:
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
        for number, patience_seconds in zip(signals, self._end_patience_seconds, strict=True):
            command = (_python_of(facts), "-c", _SIGNAL_MARKED, mark, str(int(number)))
            with suppress(ProxlbUiError):  # the container may be gone, and the run with it
                await answer_of(self._container, command, SIGNAL_SECONDS)
            if await running.drain(patience_seconds) and running.exit_code is not None:
                return


async def version_of(container: DockerContainer, facts: ContainerFacts) -> str | None:
    """What the engine itself says, where it may be asked; the image's label or tag is only a promise."""
    try:
        _, output = await answer_of(container, (*facts.entrypoint, "--version"), VERSION_SECONDS)
    except ProxlbUiError:
        return facts.version
    return version_in(output.splitlines()) or facts.version


def _require_engine(facts: ContainerFacts, name: str) -> None:
    if (problem := not_proxlb(facts, name)) is not None:
        raise NotFound(*problem)
    if not facts.entrypoint:
        raise NotFound(
            f"The image of Docker container {name} names no entrypoint, so the engine cannot be found in it.",
            "Use ProxLB's own image, or one with an entrypoint like it.",
        )
    if facts.paused:
        raise Conflict("ProxLB's Docker container is paused.", f"Run: docker unpause {name}")
    if facts.phase != "running":
        raise Conflict("ProxLB's Docker container is not running, and the engine runs in it.", "Start ProxLB first.")


def _python_of(facts: ContainerFacts) -> str:
    first = facts.entrypoint[0]
    return first if PurePosixPath(first).name.startswith("python") else "python3"
