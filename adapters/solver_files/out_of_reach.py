"""Reports that lie where the cockpit cannot go."""

from datetime import datetime

from proxlb_ui.domain.ports.solver_reports import WrittenReport


class SolverOutOfReach:
    """Gives the reason in place of every report."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def newest(self, directory: str, since: datetime, named: str = "") -> WrittenReport:
        return WrittenReport(why=self._why)
