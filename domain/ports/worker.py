"""Calculating without keeping everybody else waiting."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Worker(Protocol):
    """Somewhere beside the event loop, with room for a limited number of calculations."""

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of the work; raises Unavailable when too much is waiting already."""
        ...
