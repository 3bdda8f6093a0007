"""Asking an engine which one it is."""

import asyncio
import signal
from collections.abc import Iterable, Mapping, Sequence

from proxlb_ui.adapters.shared.pipes import OutputPipe
from proxlb_ui.adapters.shared.processes import kill_group, send, spawn
from proxlb_ui.domain.errors import TimedOut
from proxlb_ui.domain.model.log.vocabulary import VERSION

PROBE_SECONDS = 10.0
KEPT_LINES = 50


def version_in(lines: Iterable[str]) -> str | None:
    """The version in what the engine printed."""
    return next((found["version"] for line in lines if (found := VERSION.match(line))), None)


async def answer_of(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, list[str]]:
    """A short command's exit code and output; raises TimedOut."""
    lines: list[str] = []
    pipe = await OutputPipe.open(lambda more: lines.extend(more[: KEPT_LINES - len(lines)]))
    try:
        process = await spawn(
            command, environment, stdin=asyncio.subprocess.DEVNULL, stdout=pipe.writer, stderr=pipe.writer
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
