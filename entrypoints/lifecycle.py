"""Background loops: started together, restarted when they fail, stopped within bounds."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
LONG_ENOUGH_SECONDS = 60.0
STOP_SECONDS = 5.0

Loop = Callable[[], Coroutine[Any, Any, None]]


class Lifecycle:
    """Owns background loops; one that fails is a defect, is logged, and starts again."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}

    @property
    def states(self) -> Mapping[str, str]:
        """How each loop is: ok or restarting."""
        return self._states

    @asynccontextmanager
    async def running(self, loops: Mapping[str, Loop]) -> AsyncGenerator[None, None]:
        """Run the loops until the block is left, then stop them within bounds."""
        tasks = [asyncio.create_task(self._keep(name, loop), name=name) for name, loop in loops.items()]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            late = (await asyncio.wait(tasks, timeout=STOP_SECONDS))[1] if tasks else ()
            for task in late:
                log.error("the loop %s did not stop within %.0f s", task.get_name(), STOP_SECONDS)

    async def _keep(self, name: str, loop: Loop) -> None:
        pause_seconds = FIRST_PAUSE_SECONDS
        clock = asyncio.get_running_loop().time
        while True:
            self._states[name] = "ok"
            started = clock()
            try:
                await loop()
                log.error("the loop %s ended, which it never should", name)
            except Exception:  # the last resort: whatever it is, the other loops and the page go on
                log.exception("the loop %s failed", name)
            if clock() - started > LONG_ENOUGH_SECONDS:
                pause_seconds = FIRST_PAUSE_SECONDS
            self._states[name] = "restarting"
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)
