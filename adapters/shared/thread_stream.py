"""From a thread that reads for a long time to one task that takes."""

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class ThreadStream(Generic[Item]):
    """A bounded queue of batches between a thread and the loop that made it; when it is full the thread waits."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._batches: deque[list[Item]] = deque()
        self._room = threading.Condition()
        self._closed = False
        self._ended = False
        self._error: BaseException | None = None
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._feeding: asyncio.Task[None] | None = None

    def start(self, reading: Coroutine[Any, Any, object], name: str) -> None:
        """Have the thread's call awaited; its end is the stream's, and its error is raised where batches are taken."""
        self._feeding = asyncio.create_task(self._feed(reading), name=name)

    @property
    def closed(self) -> bool:
        """Whether nobody takes any more."""
        return self._closed

    def put(self, batch: list[Item]) -> bool:
        """Called by the thread; False says that nobody takes any more."""
        with self._room:
            self._room.wait_for(lambda: self._closed or len(self._batches) < self._limit)
            if self._closed:
                return False
            self._batches.append(batch)
        self._signal()
        return True

    def end(self, error: BaseException | None = None) -> None:
        """Called by the thread once it has put everything."""
        with self._room:
            self._ended, self._error = True, error
        self._signal()

    async def take(self) -> list[Item]:
        """All that is there, waiting for something; an empty list at the end, or the error that ended it."""
        while True:
            self._wake.clear()
            with self._room:
                items = [item for batch in self._batches for item in batch]
                self._batches.clear()
                ended = self._ended
                self._room.notify_all()
            if items:
                return items
            if ended and self._error is not None:
                raise self._error
            if ended:
                return []
            await self._wake.wait()

    def close(self) -> None:
        """Called by the task: the thread need not go on."""
        with self._room:
            self._closed = True
            self._batches.clear()
            self._room.notify_all()

    async def leave(self, seconds: float) -> None:
        """The same, and wait for the thread to end, so long and no longer."""
        self.close()
        if self._feeding is not None:
            await asyncio.wait({self._feeding}, timeout=seconds)

    async def _feed(self, reading: Coroutine[Any, Any, object]) -> None:
        error: BaseException | None = None
        try:
            await reading
        except Exception as exc:  # noqa: BLE001 - it is raised again where the batches are taken
            error = exc
        self.end(error)

    def _signal(self) -> None:
        with suppress(RuntimeError):  # the loop is gone, and so is whoever waited
            self._loop.call_soon_threadsafe(self._wake.set)
