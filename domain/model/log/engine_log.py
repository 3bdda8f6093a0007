"""What the engine's output means, line by line; pure, so that every runtime reads it the same way."""

import re
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel

LINE_CHARACTERS = 16 << 10
DOCUMENT_CHARACTERS = 32 << 20

_PRINTS = (vocabulary.ONE_SHOT_ENDED, vocabulary.TERMINATED, vocabulary.USAGE)
_MULTILINE = (LogLevel.ERROR, LogLevel.CRITICAL)


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A line of the engine's output that has no place in a log yet."""

    time: datetime
    level: LogLevel
    text: str
    kind: LineKind = LineKind.RECORD
    document: str | None = None


class EngineLogParser:
    """Turns raw lines into parsed ones; keeps the lines of a JSON document back until it is complete."""

    def __init__(self, document_characters: int = DOCUMENT_CHARACTERS, *, continues: LogLevel | None = None) -> None:
        """continues is the level of the trouble whose lines may go on, where reading begins in the midst of a log."""
        self._document_characters = document_characters
        self._level = continues or LogLevel.INFO
        self._continues = continues is not None
        self._document: list[tuple[str, datetime]] = []
        self._collected = 0
        self._given_up = False

    def feed(self, raw_line: str, time: datetime) -> tuple[ParsedLine, ...]:
        """Take one raw line without its end, and the moment the source gives it."""
        line = raw_line.removesuffix("\n").removesuffix("\r")
        record = vocabulary.RECORD.match(line)
        if self._document or self._given_up:
            return self._inside_document(line, time, record)
        return self._outside_document(line, time, record)

    def flush(self) -> tuple[ParsedLine, ...]:
        """The output has ended: give back what looked like the beginning of a document."""
        lines, self._document, self._collected, self._given_up = self._document, [], 0, False
        return tuple(ParsedLine(time, LogLevel.INFO, _capped(text), LineKind.PLAIN) for text, time in lines)

    def _outside_document(self, line: str, time: datetime, record: re.Match[str] | None) -> tuple[ParsedLine, ...]:
        if record is not None:
            return (self._record(record, time),)
        if line == "{":
            self._collect(line, time)
            return ()
        return (self._bare(line, time),)

    def _inside_document(self, line: str, time: datetime, record: re.Match[str] | None) -> tuple[ParsedLine, ...]:
        if record is not None:
            # No record is ever printed inside a document, so it was none: a lone brace must not swallow the log.
            return (*self.flush(), self._record(record, time))
        if self._given_up:
            self._given_up = line != "}"
            return ()
        self._collect(line, time)
        if line == "}":
            return (self._whole_document(time),)
        if self._collected > self._document_characters:
            return (self._give_up(time),)
        return ()

    def _collect(self, line: str, time: datetime) -> None:
        self._document.append((line, time))
        self._collected += len(line) + 1

    def _whole_document(self, time: datetime) -> ParsedLine:
        text = "\n".join(line for line, _ in self._document)
        description = f"JSON document, {len(self._document)} lines"
        self._document, self._collected, self._continues = [], 0, False
        return ParsedLine(time, LogLevel.INFO, description, LineKind.DOCUMENT, text)

    def _give_up(self, time: datetime) -> ParsedLine:
        size = self._document_characters >> 20
        self._document, self._collected, self._given_up = [], 0, True
        return ParsedLine(
            time, LogLevel.WARNING, f"A JSON document of more than {size} MiB was left out.", LineKind.NOTE
        )

    def _record(self, record: re.Match[str], time: datetime) -> ParsedLine:
        level, text = LogLevel(record["level"]), record["text"]
        # Tried and found taken is how ProxLB spreads an anti-affinity group; it happens in every healthy run.
        if level is LogLevel.CRITICAL and vocabulary.NODE_TAKEN.match(text):
            level = LogLevel.DEBUG
        self._level, self._continues = level, level in _MULTILINE
        return ParsedLine(time, level, _capped(text))

    def _bare(self, line: str, time: datetime) -> ParsedLine:
        if vocabulary.TRACEBACK.match(line):
            self._level, self._continues = LogLevel.ERROR, True
            return ParsedLine(time, LogLevel.ERROR, _capped(line), LineKind.PLAIN)
        if any(phrase.match(line) for phrase in _PRINTS):
            self._continues = False
        # Only what went wrong spans lines; after anything else a bare line is a print of its own.
        if self._continues:
            return ParsedLine(time, self._level, _capped(line), LineKind.CONTINUATION)
        return ParsedLine(time, LogLevel.INFO, _capped(line), LineKind.PLAIN)


def _capped(text: str) -> str:
    if len(text) <= LINE_CHARACTERS:
        return text
    return f"{text[:LINE_CHARACTERS]} … [{len(text) - LINE_CHARACTERS} more characters left out]"
