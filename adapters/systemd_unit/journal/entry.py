"""An entry of the journal, and the lines in it."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from proxlb_ui.domain.model.log.lines import LogLevel

# syslog's numbers, from emergency to debug; notices are everyday remarks.
_LEVELS = (*[LogLevel.CRITICAL] * 3, LogLevel.ERROR, LogLevel.WARNING, LogLevel.INFO, LogLevel.INFO, LogLevel.DEBUG)
FIELDS = ("MESSAGE", "PRIORITY", "_PID")


class JournalPosition(NamedTuple):
    """Where a line is: the journal's cursor of its entry, and its number among the lines of that entry."""

    cursor: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line; by_systemd says that systemd wrote it about the unit, and not the unit itself."""

    position: JournalPosition
    time: datetime
    text: str
    level: LogLevel
    by_systemd: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the journal keeps it, which may have several lines."""

    cursor: str
    time: datetime
    message: str
    level: LogLevel
    by_systemd: bool

    def lines(self) -> Iterator[JournalLine]:
        """Its lines in order."""
        for place, text in enumerate(self.message.removesuffix("\n").split("\n")):
            yield JournalLine(JournalPosition(self.cursor, place), self.time, text, self.level, self.by_systemd)


class Journal(Protocol):
    """One way to read what the journal has about one unit; every call blocks and belongs into a thread.

    Reading begins with the entry of the cursor itself if it is still there, and else with the one next to it.
    """

    def forward(self, start: str | None) -> AbstractContextManager[Iterator[Entry]]:
        """Oldest first, from the cursor or the beginning, to the end."""
        ...

    def backward(self, start: str | None) -> AbstractContextManager[Iterator[Entry]]:
        """Newest first, from the cursor or the end."""
        ...

    def follow(self, start: str | None, wanted: Callable[[], bool]) -> Generator[list[Entry], None, None]:
        """Oldest first from the cursor or the beginning, waiting for more as long as it is wanted."""
        ...


def level_of(priority: object) -> LogLevel:
    """What syslog's number for the urgency means here."""
    text = str(priority)
    return _LEVELS[int(text)] if text.isdigit() and int(text) < len(_LEVELS) else LogLevel.INFO


def text_of(message: object) -> str:
    """A message that may have come as bytes, because it is not UTF-8."""
    if isinstance(message, list):  # what a program has logged twice in one entry, or bytes as numbers
        message = bytes(message) if all(isinstance(part, int) for part in message) else message[0]
    if isinstance(message, bytes):
        return message.decode("utf-8", errors="replace")
    return "" if message is None else str(message)
