"""Calculations in threads, a few at a time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from proxlb_ui.domain.errors import Unavailable

Result = TypeVar("Result")
AT_ONCE = 2
WAITING = 16


class WorkerThread:
    """Python calculates in one thread at a time anyway; two let a short calculation pass a long one."""

    def __init__(self) -> None:
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._asked = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result, once there is room."""
        if self._asked >= AT_ONCE + WAITING:
            raise Unavailable("Too many calculations are waiting.", "Try again in a few seconds.")
        self._asked += 1
        try:
            async with self._at_once:
                return await asyncio.to_thread(work)
        finally:
            self._asked -= 1
