"""A bounded number of threads for calls that block."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from proxlb_ui.domain.errors import Unavailable

Result = TypeVar("Result")

WAIT_SECONDS = 10.0


class BoundedThreads:
    """Runs each call in a daemon thread of its own; a caller may leave early, the place is free when the call ends.

    Not an executor: those wait for their threads when the program ends, and a call to a stuck engine takes its time.
    """

    def __init__(self, limit: int, other_side: str) -> None:
        """other_side is whom the calls go to, as a sentence names it."""
        self._other_side = other_side
        self._places = asyncio.Semaphore(limit)

    async def run(self, work: Callable[[], Result]) -> Result:
        """What the call returns or raises; raises Unavailable when no place becomes free in time."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError as exc:
            hint = f"Look at the load of {self._other_side}: its answers do not come."
            raise Unavailable(f"Too many calls to {self._other_side} are waiting.", hint) from exc
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Result] = loop.create_future()

        def settle(result: Result | None, error: BaseException | None) -> None:
            self._places.release()
            if outcome.done():
                return
            if error is not None:
                outcome.set_exception(error)
            else:
                outcome.set_result(result)  # type: ignore[arg-type]

        def body() -> None:
            result, error = None, None
            try:
                result = work()
            except BaseException as exc:  # noqa: BLE001 - it is raised again where the caller waits
                error = exc
            with suppress(RuntimeError):  # the loop is gone, and so is whoever waited
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=body, name=f"call {self._other_side}", daemon=True).start()
        return await outcome
