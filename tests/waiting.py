"""Waiting for what can be seen, never for a time: the bound only ends a wait that would have no end."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

# Far more than anything takes; a busy machine must not decide what a test says.
PATIENCE_SECONDS = 50.0

T = TypeVar("T")


def wait_until(reached: Callable[[], T], seconds: float = PATIENCE_SECONDS) -> T:
    """What the function gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := reached()):
        assert time.monotonic() < deadline, f"still {found!r} after {seconds:.0f} s"
        time.sleep(0.1)
    return found


async def eventually(reached: Callable[[], T]) -> T:
    """The same in an event loop; the function is called in the loop, so that it must not block."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := reached()):
        assert time.monotonic() < deadline, f"still {found!r} after {PATIENCE_SECONDS:.0f} s"
        await asyncio.sleep(0.01)
    return found
