"""Log lines of the engine, and pages of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LogLevel(StrEnum):
    """The engine's own levels."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"

    @property
    def rank(self) -> int:
        """Position from least to most severe."""
        return list(LogLevel).index(self)


class LineKind(StrEnum):
    """What a line is: a log record, its continuation, a bare print, a whole JSON document, or our own remark."""

    RECORD = "record"
    CONTINUATION = "continuation"
    PLAIN = "plain"
    DOCUMENT = "document"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line without the engine's prefix; time is the source's, UTC. cursor is opaque and orders nothing by itself.

    A document carries its whole JSON text in `document`, and a one-line description in `text`.
    """

    cursor: str
    time: datetime
    level: LogLevel
    text: str
    kind: LineKind = LineKind.RECORD
    document: str | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Lines oldest first; more says that older ones exist, gap that the asked-for cursor is no longer known."""

    lines: tuple[LogLine, ...] = ()
    more: bool = False
    gap: bool = False
