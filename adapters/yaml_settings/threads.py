"""The one place where work on the file crosses into a thread."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from domain.errors import TimedOut

_Result = TypeVar("_Result")
_SECONDS = 10.0
_THINKING_SECONDS = 30.0


async def in_thread(path: str, work: Callable[[], _Result]) -> _Result:
    """What work on the disk gives or raises; raises TimedOut when the disk does not answer."""
    try:
        async with asyncio.timeout(_SECONDS):
            return await asyncio.to_thread(work)
    except TimeoutError as exc:
        hint = "The disk or network share it lies on does not answer; what was to be saved may still be."
        raise TimedOut(f"{path} could not be reached within {_SECONDS:g} s.", hint) from exc


async def computed(work: Callable[[], _Result]) -> _Result:
    """What work on a text gives or raises; raises TimedOut for a text that takes too long."""
    try:
        async with asyncio.timeout(_THINKING_SECONDS):
            return await asyncio.to_thread(work)
    except TimeoutError as exc:
        raise TimedOut(
            "The text takes too long to understand.", "Settings are a few kilobytes; make it short."
        ) from exc
