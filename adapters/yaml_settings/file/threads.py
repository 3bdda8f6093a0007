"""How much work on the file there may be at once, and for how long."""

from collections.abc import Callable
from typing import TypeVar

from proxlb_ui.adapters.shared.threads import BoundedThreads

_Result = TypeVar("_Result")
_SECONDS = 10.0
_THINKING_SECONDS = 30.0
# Threads of their own: a disk that hangs keeps them, and those that everybody shares would soon be used up.
_AT_ONCE = 4


class FileThreads:
    """A few for the disk, and a few for what takes thinking only."""

    def __init__(self, path: str) -> None:
        self._disk = BoundedThreads(
            f"calls to the disk of {path}",
            _AT_ONCE,
            answer_seconds=_SECONDS,
            too_many="Look at that disk: its answers do not come.",
            too_late=(
                f"{path} could not be reached within {_SECONDS:g} s.",
                "The disk or network share it lies on does not answer; what was to be saved may still be.",
            ),
        )
        self._thinking = BoundedThreads(
            "readings of settings",
            _AT_ONCE,
            answer_seconds=_THINKING_SECONDS,
            too_late=("The text takes too long to understand.", "Settings are a few kilobytes; make it short."),
        )

    async def call(self, work: Callable[[], _Result]) -> _Result:
        """What work on the disk gives or raises; raises TimedOut when the disk does not answer."""
        return await self._disk.run(work)

    async def think(self, work: Callable[[], _Result]) -> _Result:
        """What work on a text gives or raises; raises TimedOut for a text that takes too long."""
        return await self._thinking.run(work)
