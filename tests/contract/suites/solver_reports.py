"""What every SolverReports does."""

from collections.abc import Callable
from datetime import datetime, timedelta

from proxlb_ui.domain.ports.solver_reports import SolverReports

from tests.unit.domain.examples import NOON

DIRECTORY = "reports"
OLD, FIRST, SECOND = (f"solver_run_20261124_12000{second}.jsonl" for second in range(3))
Write = Callable[[str, datetime, str], None]


class SolverReportsContract:
    """Subclasses supply `reports`, the name of its empty `directory`, and `write`, which puts a file there."""

    async def test_nothing_is_a_reason(self, reports: SolverReports, directory: str) -> None:
        written = await reports.newest(directory, NOON)
        assert written.text is None and written.why

    async def test_the_newest_since_then(self, reports: SolverReports, directory: str, write: Write) -> None:
        for name, seconds in ((OLD, -1), (FIRST, 1), (SECOND, 2)):
            write(name, NOON + timedelta(seconds=seconds), name)
        assert (await reports.newest(directory, NOON)).text == SECOND
        assert (await reports.newest(directory, NOON + timedelta(seconds=3))).text is None

    async def test_the_named_one(self, reports: SolverReports, directory: str, write: Write) -> None:
        for name in (FIRST, SECOND):
            write(name, NOON, name)
        assert (await reports.newest(directory, NOON, FIRST)).text == FIRST
        missing = await reports.newest(directory, NOON, OLD)
        assert missing.text is None and missing.why
