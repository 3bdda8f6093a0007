"""Cursors of a container's log."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.docker_engine.raw_log import Position
from adapters.shared.line_reader import LineReader
from domain.model.logs import LogLevel

_CURSOR = re.compile(r"(\d{1,20})\.(\d{1,6})(?:-(\d{1,20})\.(\d{1,6}))?([EC])?", re.ASCII)
# The engine refuses times beyond this.
_LAST_NANOSECOND = 2**63 - 1
_LETTERS = {LogLevel.ERROR: "E", LogLevel.CRITICAL: "C"}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A line's first and last raw position; continues is the level of a trouble that may go on after it."""

    first: Position
    last: Position
    continues: LogLevel | None = None

    def __str__(self) -> str:
        text = f"{self.first.nanoseconds}.{self.first.place}"
        if self.last != self.first:
            text += f"-{self.last.nanoseconds}.{self.last.place}"
        return text + (_LETTERS[self.continues] if self.continues else "")


def cursor_from(text: str) -> Cursor | None:
    """The cursor in a text; None if it is none of ours."""
    found = _CURSOR.fullmatch(text)
    if found is None or any(int(part or 0) > _LAST_NANOSECOND for part in (found[1], found[3])):
        return None
    first = Position(int(found[1]), int(found[2]))
    last = Position(int(found[3]), int(found[4])) if found[3] else first
    level = next((level for level, letter in _LETTERS.items() if letter == found[5]), None)
    return Cursor(first, last, level)


def line_reader(redact: Callable[[str], str], continues: LogLevel | None = None) -> LineReader[Position]:
    """Gives each line the cursor of what it was made from."""
    return LineReader(redact, lambda first, last, level: str(Cursor(first, last, level)), continues)
