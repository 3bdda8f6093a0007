"""The migrations the service says it begins, read from its log."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.lines import LineKind, LogLine
from proxlb_ui.domain.model.service.activity import Activity

REMEMBERED_MOVES = 1_000


@dataclass(frozen=True, slots=True)
class ServiceMove:
    """One migration that the service began: guest and nodes by name, when, and when its run had begun (both UTC)."""

    guest: str
    source: str
    target: str
    at: datetime
    run_started_at: datetime


class ServiceMoves:
    """The newest migrations the service began; a run whose beginning the log lacks counts from its first one."""

    def __init__(self, limit: int = REMEMBERED_MOVES) -> None:
        self._moves: deque[ServiceMove] = deque(maxlen=limit)
        self._begun: datetime | None = None

    @property
    def newest(self) -> tuple[ServiceMove, ...]:
        """The newest first."""
        return tuple(reversed(self._moves))

    def follow(self, line: LogLine, activity: Activity) -> None:
        """Take in one line, and what the service is known to do since that line."""
        if not activity.running:
            self._begun = None
        if line.kind is not LineKind.RECORD or (found := vocabulary.MIGRATION_BEGINS.match(line.text)) is None:
            return
        self._begun = activity.run_started_at or self._begun or line.time
        self._moves.append(ServiceMove(found["guest"], found["source"], found["target"], line.time, self._begun))
