"""Cursors of the unit's log, and from raw lines to the engine's."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from adapters.shared.line_reader import GRAVE, LineReader
from adapters.systemd_unit.journal_entry import Position, RawLine
from domain.model.logs import LineKind, LogLevel, LogLine

_PART = (
    r"(s=[0-9a-f]{32};i=[0-9a-f]{1,16};b=[0-9a-f]{32};m=[0-9a-f]{1,16};t=[0-9a-f]{1,16};x=[0-9a-f]{1,16})\.(\d{1,6})"
)
_CURSOR = re.compile(rf"{_PART}(?:-{_PART})?([EC])?", re.ASCII)
_LETTERS = dict(zip(GRAVE, "EC", strict=True))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A line's first and last raw position; continues is the level of a trouble that may go on after it."""

    first: Position
    last: Position
    continues: LogLevel | None = None

    def __str__(self) -> str:
        text = f"{self.first.cursor}.{self.first.place}"
        if self.last != self.first:
            text += f"-{self.last.cursor}.{self.last.place}"
        return text + (_LETTERS[self.continues] if self.continues else "")


def cursor_from(text: str) -> Cursor | None:
    """The cursor in a text; None if it is none of ours."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    first = Position(found[1], int(found[2]))
    last = Position(found[3], int(found[4])) if found[3] else first
    level = next((level for level, letter in _LETTERS.items() if letter == found[5]), None)
    return Cursor(first, last, level)


class UnitLines:
    """The engine's lines as every runtime reads them, and systemd's own remarks between them."""

    def __init__(self, redact: Callable[[str], str], continues: LogLevel | None = None) -> None:
        self._redact = redact
        self._reader: LineReader[Position] = LineReader(
            redact, lambda first, last, level: str(Cursor(first, last, level)), continues
        )

    def read(self, lines: Iterable[RawLine]) -> tuple[LogLine, ...]:
        """What these lines complete."""
        found: list[LogLine] = []
        for raw in lines:
            if raw.by_systemd:
                cursor = str(Cursor(raw.position, raw.position))
                found.append(LogLine(cursor, raw.time, raw.level, self._redact(raw.text), LineKind.NOTE))
            else:
                found += (_graver(line, raw) for line in self._reader.read((raw,)))
        return tuple(found)


def _graver(line: LogLine, raw: RawLine) -> LogLine:
    """A bare line says nothing about its level; the journal may."""
    if line.kind is LineKind.PLAIN and raw.level.rank > line.level.rank:
        return replace(line, level=raw.level)
    return line
