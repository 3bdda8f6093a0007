"""Cursors of a log whose raw lines have positions: from which of them a line was made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from proxlb_ui.domain.model.log.lines import LogLevel

GRAVE = (LogLevel.ERROR, LogLevel.CRITICAL)
_LETTERS = dict(zip(GRAVE, "EC", strict=True))

# What marks a moment or an entry in the log, and the place among the lines there.
Position = TypeVar("Position", bound=tuple[Any, int])


@dataclass(frozen=True, slots=True)
class Cursor(Generic[Position]):
    """A line's first and last raw position; continues is the level of a trouble that may go on after it."""

    first: Position
    last: Position
    continues: LogLevel | None = None

    def __str__(self) -> str:
        ends = (self.first,) if self.last == self.first else (self.first, self.last)
        text = "-".join(f"{mark}.{place}" for mark, place in ends)
        return text + (_LETTERS[self.continues] if self.continues else "")


class CursorReader(Generic[Position]):
    """Reads cursors back whose marks look like the pattern, which has no groups."""

    def __init__(self, mark: str, position: Callable[[str, int], Position]) -> None:
        part = rf"({mark})\.(\d{{1,6}})"
        self._pattern = re.compile(rf"{part}(?:-{part})?([EC])?", re.ASCII)
        self._position = position

    def read(self, text: str) -> Cursor[Position] | None:
        """The cursor in a text; None if it is none of ours."""
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        first = self._position(found[1], int(found[2]))
        last = self._position(found[3], int(found[4])) if found[3] else first
        level = next((level for level, letter in _LETTERS.items() if letter == found[5]), None)
        return Cursor(first, last, level)
