"""Starting a command so that it cannot outlive us, and ending it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from proxlb_ui.domain.errors import Unavailable

# Runs in the new process, which then becomes the engine. The kernel's "kill me when my parent dies" has to be set
# there, and a preexec_fn (Python code between fork and exec) can deadlock in a program with threads. exec keeps it.
# "Parent" means the thread that started it: here the event loop's, which lives as long as the program.
# It also gives SIGINT its effect back: a shell starts background jobs with it ignored.
_BECOME_ENGINE = """
import os, signal, sys
try:
    import ctypes
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)
except (ImportError, OSError, AttributeError):
    pass
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[2], sys.argv[2:])
"""


async def spawn(
    command: Sequence[str], environment: Mapping[str, str], *, stdin: int, stdout: int, stderr: int
) -> asyncio.subprocess.Process:
    """Start a command in a session of its own; it is killed when this process dies in whatever way."""
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-c", _BECOME_ENGINE, str(os.getpid()), *command),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=environment,
            start_new_session=True,
        )
    except OSError as exc:
        raise Unavailable(f"ProxLB could not be started: {exc.strerror}.", "Look at the machine's memory.") from exc


def send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal the engine itself, if it still lives."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(number)


def kill_group(process: asyncio.subprocess.Process) -> None:
    """End whatever the engine started and left behind in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


async def end(process: asyncio.subprocess.Process, interrupt_seconds: float, terminate_seconds: float) -> None:
    """SIGINT, which ProxLB answers with a clean exit; then SIGTERM; then SIGKILL."""
    for number, patience_seconds in (
        (signal.SIGINT, interrupt_seconds),
        (signal.SIGTERM, terminate_seconds),
    ):
        send(process, number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience_seconds)
        if process.returncode is not None:
            return
    send(process, signal.SIGKILL)
    await process.wait()
