"""The one place where work on the file crosses into a thread."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from domain.errors import TimedOut

_Result = TypeVar("_Result")
_SECONDS = 10.0


async def in_thread(path: str, work: Callable[[], _Result]) -> _Result:
    """What the work gives or raises; raises TimedOut when the disk does not answer."""
    try:
        async with asyncio.timeout(_SECONDS):
            return await asyncio.to_thread(work)
    except TimeoutError as exc:
        hint = "The disk or network share it lies on does not answer."
        raise TimedOut(f"{path} could not be reached within {_SECONDS:g} s.", hint) from exc
