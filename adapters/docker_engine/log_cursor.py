"""Cursors of a container's log, and from raw lines to the engine's."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adapters.docker_engine.raw_log import Position, RawLine
from domain.model.engine_log import EngineLogParser, ParsedLine
from domain.model.logs import LineKind, LogLevel, LogLine

_CURSOR = re.compile(r"(\d{1,20})\.(\d{1,6})(?:-(\d{1,20})\.(\d{1,6}))?([EC])?", re.ASCII)
# The engine refuses times beyond this.
_LAST_NANOSECOND = 2**63 - 1
_HELD_POSITIONS = 100_000
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


class LineReader:
    """Parses raw lines and gives each result the cursor of what it was made from."""

    def __init__(self, redact: Callable[[str], str], continues: LogLevel | None = None) -> None:
        self._redact = redact
        self._parser = EngineLogParser(continues=continues)
        self._held: list[Position] = []

    def read(self, lines: Iterable[RawLine]) -> tuple[LogLine, ...]:
        """What these lines complete."""
        found: list[LogLine] = []
        for raw in lines:
            self._held.append(raw.position)
            parsed = self._parser.feed(self._redact(raw.text), raw.time)
            if parsed:
                found += self._placed(parsed)
            elif len(self._held) > _HELD_POSITIONS:
                del self._held[1:-1]
        return tuple(found)

    def _placed(self, parsed: tuple[ParsedLine, ...]) -> list[LogLine]:
        held, self._held = self._held, []
        if len(parsed) == len(held):
            return [_line(line, position, position) for line, position in zip(parsed, held, strict=True)]
        # A document is made from many lines; what was no document after all may come with a record behind it.
        starts = [held[0], *held[len(held) - len(parsed) + 1 :]]
        ends = [*held[len(held) - len(parsed) : -1], held[-1]]
        return [_line(*parts) for parts in zip(parsed, starts, ends, strict=True)]


def _line(parsed: ParsedLine, first: Position, last: Position) -> LogLine:
    grave = parsed.level in _LETTERS and parsed.kind is not LineKind.NOTE
    cursor = Cursor(first, last, parsed.level if grave else None)
    return LogLine(str(cursor), parsed.time, parsed.level, parsed.text, parsed.kind, parsed.document)
