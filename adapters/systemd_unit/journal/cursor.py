"""Cursors of the unit's log, and from raw lines to the engine's."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from proxlb_ui.adapters.shared.cursor import Cursor, CursorReader
from proxlb_ui.adapters.shared.line_reader import LineReader
from proxlb_ui.adapters.systemd_unit.journal.entry import JournalLine, JournalPosition
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine

_READER = CursorReader(
    r"s=[0-9a-f]{32};i=[0-9a-f]{1,16};b=[0-9a-f]{32};m=[0-9a-f]{1,16};t=[0-9a-f]{1,16};x=[0-9a-f]{1,16}",
    JournalPosition,
)
cursor_from = _READER.read


class UnitLines:
    """The engine's lines as every runtime reads them, and systemd's own remarks between them."""

    def __init__(self, redact: Callable[[str], str], continues: LogLevel | None = None) -> None:
        self._redact = redact
        self._reader: LineReader[JournalPosition] = LineReader(redact, continues)

    def read(self, lines: Iterable[JournalLine]) -> tuple[LogLine, ...]:
        """What these lines complete."""
        found: list[LogLine] = []
        for raw in lines:
            if raw.by_systemd:
                cursor = str(Cursor(raw.position, raw.position))
                found.append(LogLine(cursor, raw.time, raw.level, self._redact(raw.text), LineKind.NOTE))
            else:
                found += (_graver(line, raw) for line in self._reader.read((raw,)))
        return tuple(found)


def _graver(line: LogLine, raw: JournalLine) -> LogLine:
    """A bare line says nothing about its level; the journal may."""
    if line.kind is LineKind.PLAIN and raw.level.rank > line.level.rank:
        return replace(line, level=raw.level)
    return line
