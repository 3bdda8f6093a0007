"""A disk that fails, or takes the program with it, at a chosen step."""

import os
import signal
from collections.abc import Callable
from typing import Any

from proxlb_ui.adapters.yaml_settings.file.disk import Disk


class FaultyDisk(Disk):
    """Counts the steps; the one with the chosen number meets the fault instead of the disk, or right after it."""

    def __init__(self, at: int, fault: Callable[[], None], only: str = "", after: bool = False) -> None:
        self.steps: list[str] = []
        self._at, self._fault, self._only, self._after = at, fault, only, after

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or name == "steps" or (self._only and name != self._only):
            return found

        def step(*arguments: Any) -> Any:
            self.steps.append(name)
            meets = len(self.steps) - 1 == self._at
            if meets and not self._after:
                self._fault()
            answer = found(*arguments)
            if meets and self._after:
                self._fault()
            return answer

        return step


def raising(number: int) -> Callable[[], None]:
    """The system's error of that number."""

    def fault() -> None:
        raise OSError(number, os.strerror(number))

    return fault


def dying() -> None:
    """As kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


NEVER = 10**6
