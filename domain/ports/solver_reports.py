"""Reading what ProxLB's solver writes into its directory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """The text of a report, or None and a sentence that says why there is none."""

    text: str | None = None
    why: str = ""


class SolverReports(Protocol):
    """The files of the solver."""

    async def newest(self, directory: str, since: datetime, named: str = "") -> WrittenReport:
        """The report of that name, or without one the newest written since then; raises nothing of its own."""
        ...
