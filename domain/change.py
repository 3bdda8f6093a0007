"""Telling many waiting tasks that something changed, without queues."""

import asyncio


class Change:
    """A counter that tasks can wait on; a slow waiter misses steps, never the latest state."""

    def __init__(self) -> None:
        self.count = 0
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Wake everybody who waits."""
        self.count += 1
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seen: int) -> int:
        """Return the count as soon as it differs from the one already seen."""
        if self.count == seen:
            await self._event.wait()
        return self.count
