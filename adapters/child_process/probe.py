"""Asking a Python once whether it has ProxLB, and which."""

import asyncio
import re
import signal
from dataclasses import dataclass

from adapters.child_process.pipes import OutputPipe
from adapters.child_process.program import EngineProgram, kill_group, require_python, send, spawn
from domain.errors import NotFound, TimedOut, Unavailable

PROBE_SECONDS = 10.0
KEPT_LINES = 50

_VERSION = re.compile(r"ProxLB version: (\S+)")
_HAS_JOURNAL = "import systemd.journal"


@dataclass(frozen=True, slots=True)
class Probe:
    """The engine's version, and whether it will log to the systemd journal only."""

    version: str
    logs_to_journal: bool


async def probe_engine(program: EngineProgram) -> Probe:
    """Raises NotFound when ProxLB is not installed, TimedOut when it does not answer."""
    await require_python(program)
    (code, lines), (journal_code, _) = await asyncio.gather(
        _run(program, program.command("--version")),
        _run(program, (program.python, "-c", _HAS_JOURNAL)),
    )
    version = next((found[1] for line in lines if (found := _VERSION.search(line))), None)
    if version is not None and code == 0:
        return Probe(version, logs_to_journal=journal_code == 0)
    if any("No module named proxlb" in line for line in lines):
        raise NotFound(f"ProxLB is not installed for {program.python}.", "Run: pip install proxlb")
    last = next((program.redact(line) for line in reversed(lines) if line.strip()), "it printed nothing")
    raise Unavailable(f"ProxLB does not tell its version: {last}", "Run it with --version to see why.")


async def _run(program: EngineProgram, command: tuple[str, ...]) -> tuple[int, list[str]]:
    lines: list[str] = []
    pipe = await OutputPipe.open(lambda more: lines.extend(more[: KEPT_LINES - len(lines)]))
    try:
        process = await spawn(
            program, command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe.writer, stderr=pipe.writer
        )
        try:
            pipe.handed_over()
            code = await asyncio.wait_for(process.wait(), PROBE_SECONDS)
            await pipe.drain()
        except TimeoutError as exc:
            raise TimedOut(
                f"ProxLB did not tell its version within {PROBE_SECONDS:.0f} seconds.", "Is the machine overloaded?"
            ) from exc
        finally:
            send(process, signal.SIGKILL)
            kill_group(process)
            await process.wait()
    finally:
        await pipe.close()
    return code, lines
