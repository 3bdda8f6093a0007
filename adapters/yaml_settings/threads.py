"""The one place where work on the file crosses into threads."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.domain.errors import TimedOut

_Result = TypeVar("_Result")
_SECONDS = 10.0
_THINKING_SECONDS = 30.0
# Threads of their own: a disk that hangs keeps them, and those that everybody shares would soon be used up.
_AT_ONCE = 4


class FileThreads:
    """A few for the disk, and a few for what takes thinking only."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._disk = BoundedThreads(_AT_ONCE, f"the disk of {path}")
        self._thinking = BoundedThreads(_AT_ONCE, "the reader of settings")

    async def call(self, work: Callable[[], _Result]) -> _Result:
        """What work on the disk gives or raises; raises TimedOut when the disk does not answer."""
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._disk.run(work)
        except TimeoutError as exc:
            hint = "The disk or network share it lies on does not answer; what was to be saved may still be."
            raise TimedOut(f"{self._path} could not be reached within {_SECONDS:g} s.", hint) from exc

    async def think(self, work: Callable[[], _Result]) -> _Result:
        """What work on a text gives or raises; raises TimedOut for a text that takes too long."""
        try:
            async with asyncio.timeout(_THINKING_SECONDS):
                return await self._thinking.run(work)
        except TimeoutError as exc:
            raise TimedOut(
                "The text takes too long to understand.", "Settings are a few kilobytes; make it short."
            ) from exc
