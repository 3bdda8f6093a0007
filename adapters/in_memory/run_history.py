"""A history of runs that goes with the program; also what is used where there is no place for a file."""

from collections.abc import Sequence

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.run import Run


class InMemoryRunHistory:
    """Keeps a bounded number; set `problem` to make every call fail."""

    def __init__(self, limit: int = 50) -> None:
        self.problem: ProxlbUiError | None = None
        self._limit = limit
        self._kept: dict[str, RunRecord] = {}

    @property
    def lasting(self) -> bool:
        """Never."""
        return False

    async def record(self, run: Run, lines: Sequence[LogLine]) -> None:
        """Keep this one."""
        self._raise()
        self._kept[run.id] = RunRecord(run, tuple(lines))
        for old in self._newest_first()[self._limit :]:
            del self._kept[old.id]

    async def recent(self, limit: int) -> tuple[Run, ...]:
        """The newest ones."""
        self._raise()
        return tuple(self._newest_first()[: max(0, limit)])

    async def read(self, run_id: str) -> RunRecord | None:
        """One with its log."""
        self._raise()
        return self._kept.get(run_id)

    async def close(self) -> None:
        """Nothing to let go of."""

    def _newest_first(self) -> list[Run]:
        runs = (record.run for record in self._kept.values())
        return sorted(runs, key=lambda run: (run.started_at, run.id), reverse=True)

    def _raise(self) -> None:
        if self.problem is not None:
            raise self.problem
