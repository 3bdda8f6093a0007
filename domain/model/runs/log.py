"""The log of one run: bounded, and without what the engine repeats for every figure."""

from collections import deque
from collections.abc import Iterable
from itertools import islice

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine, LogPage

KEPT_LINES = 2_000

# Of the 140 lines ProxLB prints at DEBUG for every guest those that begin like these tell what it decided.
_TELLING = tuple(
    phrase.begins
    for phrase in (
        vocabulary.GUEST_PLACED,
        vocabulary.GUEST_HOT,
        vocabulary.BALANCE_JUDGED,
        vocabulary.BALANCING_REASON,
        vocabulary.BEST_NODE,
        vocabulary.RELOCATION_STOPPED,
        vocabulary.RELOCATIONS_SKIPPED,
        vocabulary.NODES_USAGE,
        vocabulary.MIGRATION_SUCCEEDED,
        vocabulary.MIGRATION_REFUSED,
        vocabulary.GUEST_DISPATCHED,
    )
)


class RunLog:
    """The newest telling lines, each with a cursor that counts from the run's start."""

    def __init__(self, kept_lines: int = KEPT_LINES) -> None:
        self._lines: deque[LogLine] = deque(maxlen=kept_lines)
        self._next = 1

    @classmethod
    def of(cls, lines: Iterable[LogLine]) -> "RunLog":
        """The log that was kept as these lines."""
        log = cls()
        log._lines.extend(lines)
        log._next = int(log._lines[-1].cursor) + 1 if log._lines else 1
        return log

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """All that is kept, oldest first."""
        return tuple(self._lines)

    def add(self, line: ParsedLine) -> None:
        """Keep a line, unless it is one of the many that tell nothing."""
        if not telling(line):
            return
        self._lines.append(LogLine(str(self._next), line.time, line.level, line.text, line.kind))
        self._next += 1

    def read(self, after: int = 0, limit: int = KEPT_LINES) -> LogPage:
        """Lines after a cursor; 0 means the newest ones. gap says that lines after the cursor are gone."""
        oldest = self._next - len(self._lines)
        if after <= 0:
            start = max(0, len(self._lines) - limit)
            return LogPage(tuple(islice(self._lines, start, None)), more=start > 0 or oldest > 1)
        start = max(0, after + 1 - oldest)
        lines = tuple(islice(self._lines, start, start + limit))
        return LogPage(lines, more=start + len(lines) < len(self._lines), gap=after + 1 < oldest)


def telling(line: ParsedLine) -> bool:
    """True for a line worth a person's time."""
    return line.level is not LogLevel.DEBUG or line.kind is not LineKind.RECORD or line.text.startswith(_TELLING)
