"""Time that moves when it is told to."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

SETTLING_STEPS = 20


class FakeClock:
    """A clock that stands still until advanced; sleepers wake in the order of their hour."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    @property
    def sleepers(self) -> int:
        """How many wait at the moment."""
        return sum(not future.done() for _, _, future in self._sleepers)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let that much time pass, and everybody who wakes meanwhile do what they woke for."""
        await self.settle()
        until = self._elapsed + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self._elapsed = max(self._elapsed, due)
                future.set_result(None)
                await self.settle()
        self._elapsed = until
        await self.settle()

    async def settle(self) -> None:
        """Let every ready task run, without time passing."""
        for _ in range(SETTLING_STEPS):
            await asyncio.sleep(0)
