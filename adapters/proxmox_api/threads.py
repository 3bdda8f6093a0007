"""A few threads that wait for Proxmox, and never keep the program from ending."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from proxlb_ui.domain.errors import Unavailable

_Result = TypeVar("_Result")
_WAITING_CALLS = 64

Job = tuple["Future[Any]", Callable[[], Any]]


class DaemonThreads:
    """Runs calls in at most `count` threads; unlike the standard pool's, a hung one does not delay the exit."""

    def __init__(self, count: int) -> None:
        self._jobs: queue.Queue[Job | None] = queue.Queue(maxsize=_WAITING_CALLS)
        self._count = count
        self._started = 0
        self._closed = False

    async def run(self, call: Callable[[], _Result]) -> _Result:
        """The call's result; whoever is cancelled while waiting leaves the thread behind to finish."""
        if self._closed:
            raise Unavailable("The connection to Proxmox has been closed.")
        future: Future[_Result] = Future()
        try:
            self._jobs.put_nowait((future, call))
        except queue.Full:
            raise Unavailable("Too many calls to Proxmox are waiting.", "Try again in a few seconds.") from None
        if self._started < self._count:
            self._started += 1
            threading.Thread(target=self._work, name=f"proxmox-{self._started}", daemon=True).start()
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the threads end after what they are doing."""
        self._closed = True
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in range(self._started):
            self._jobs.put_nowait(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as exc:  # noqa: BLE001 - handed to whoever waits
                future.set_exception(exc)
            else:
                future.set_result(result)
            del future, call, job
