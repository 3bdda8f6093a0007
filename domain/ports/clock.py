"""Time, so that tests can own it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The wall clock for what people read, the monotonic one for every wait."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...
