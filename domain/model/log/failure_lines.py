"""Which of the engine's lines tell why it ended, and how it ended in words."""

import signal
from collections.abc import Sequence

from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine

SENTENCE_CHARACTERS = 300
RECENT_LINES = 100
MOST_FAILURE_LINES = 40


def ending(code: int) -> str:
    """How it ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def reason(lines: Sequence[LogLine]) -> str:
    """The line that most likely says why: the end of a traceback, or else the last grave record."""
    last = next((line for line in reversed(lines) if line.text.strip() and line.kind is not LineKind.NOTE), None)
    if last is None:
        return ""
    lines = lines[-RECENT_LINES:]
    traceback = any(line.kind is LineKind.PLAIN and line.level is LogLevel.ERROR for line in lines)
    if not traceback:
        grave = (line for line in reversed(lines) if _grave(line))
        # What is fatal is printed twice, bare and as a record (config_parser.py: get_config); only that has a level.
        last = next(grave, last)
    return last.text.strip()[:SENTENCE_CHARACTERS]


def failure_lines(lines: Sequence[LogLine]) -> tuple[str, ...]:
    """The newest block of grave lines with what belongs to it: a traceback, or a complaint about the settings."""
    block: list[str] = []
    for line in reversed(lines):
        belongs = line.level.rank >= LogLevel.ERROR.rank and line.kind is not LineKind.NOTE
        if not belongs and block:
            break
        if belongs and line.text.strip():
            block.append(line.text)
        if len(block) == MOST_FAILURE_LINES:
            break
    return tuple(reversed(block))


def _grave(line: LogLine) -> bool:
    return line.kind is LineKind.RECORD and line.level.rank >= LogLevel.ERROR.rank
