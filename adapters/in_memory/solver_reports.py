"""Reports of the solver that a test holds."""

from datetime import datetime

from proxlb_ui.domain.ports.solver_reports import WrittenReport


class InMemorySolverReports:
    """Files by directory and name, each with the moment of its writing; `why` is told where none fits."""

    def __init__(self, why: str = "No report was written.") -> None:
        self._why = why
        self._files: dict[tuple[str, str], tuple[datetime, str]] = {}

    def write(self, directory: str, name: str, at: datetime, text: str) -> None:
        """Put a report there."""
        self._files[directory, name] = at, text

    async def newest(self, directory: str, since: datetime, named: str = "") -> WrittenReport:
        """The named one, or the newest since then."""
        files = {name: file for (place, name), file in self._files.items() if place == directory}
        name = named or max((name for name, (at, _) in files.items() if at >= since), default="")
        return WrittenReport(files[name][1]) if name in files else WrittenReport(why=self._why)
