"""Keeping runs longer than the cockpit lives."""

from collections.abc import Sequence
from typing import Protocol

from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.run import Run


class RunHistory(Protocol):
    """Runs by id, each with its log; every method raises Unavailable, Denied or TimedOut."""

    @property
    def lasting(self) -> bool:
        """Whether what is kept outlives this program."""
        ...

    async def record(self, run: Run, lines: Sequence[LogLine]) -> None:
        """Keep a run as it is now, in the place of what was kept of it. The oldest go when too old or too many."""
        ...

    async def recent(self, limit: int) -> tuple[Run, ...]:
        """The newest ones, newest first, at most as many."""
        ...

    async def read(self, run_id: str) -> RunRecord | None:
        """One with its log; None when it is not kept."""
        ...

    async def close(self) -> None:
        """Let go of the file; may be called twice."""
        ...
