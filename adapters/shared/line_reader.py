"""From raw lines with their places in a log to the engine's lines with cursors."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from proxlb_ui.adapters.shared.cursor import GRAVE, Cursor, Position
from proxlb_ui.domain.model.log.engine_log import EngineLogParser, ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine

_HELD_POSITIONS = 100_000

PositionOut = TypeVar("PositionOut", covariant=True)


class Raw(Protocol[PositionOut]):
    """One line as the log keeps it."""

    @property
    def position(self) -> PositionOut:
        """Where it is."""
        ...

    @property
    def text(self) -> str:
        """What it says, without its end."""
        ...

    @property
    def time(self) -> datetime:
        """When the log took it."""
        ...


class LineReader(Generic[Position]):
    """Parses raw lines and gives each result the cursor of what it was made from."""

    def __init__(self, redact: Callable[[str], str], continues: LogLevel | None = None) -> None:
        self._redact = redact
        self._parser = EngineLogParser(continues=continues)
        self._held: list[Position] = []

    def read(self, lines: Iterable[Raw[Position]]) -> tuple[LogLine, ...]:
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
            return [self._line(line, position, position) for line, position in zip(parsed, held, strict=True)]
        # A document is made from many lines; what was no document after all may come with a record behind it.
        starts = [held[0], *held[len(held) - len(parsed) + 1 :]]
        ends = [*held[len(held) - len(parsed) : -1], held[-1]]
        return [self._line(*parts) for parts in zip(parsed, starts, ends, strict=True)]

    def _line(self, parsed: ParsedLine, first: Position, last: Position) -> LogLine:
        grave = parsed.level in GRAVE and parsed.kind is not LineKind.NOTE
        cursor = Cursor(first, last, parsed.level if grave else None)
        return LogLine(str(cursor), parsed.time, parsed.level, parsed.text, parsed.kind, parsed.document)
