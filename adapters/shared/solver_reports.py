"""The reports of ProxLB's solver, as files of this file system or out of reach."""

import os
import re
import stat
from datetime import datetime
from itertools import islice

from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.ports.solver_reports import WrittenReport

REPORT = re.compile(r"solver_run_\d{8}_\d{6}\.jsonl")
MOST_BYTES = 4 << 20
MOST_ENTRIES = 100_000
_SECONDS = 10.0
_AT_ONCE = 2
# Neither follows a link out of the directory, nor waits for somebody to write into a pipe.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class SolverDirectory:
    """Opens only what is named as the solver names its reports, and reads no more than a report can be."""

    def __init__(self) -> None:
        late = f"The disk of the solver's reports did not answer within {_SECONDS:g} s."
        self._threads = BoundedThreads(
            "readings of the solver's reports", _AT_ONCE, answer_seconds=_SECONDS, too_late=(late, "")
        )

    async def newest(self, directory: str, since: datetime, named: str = "") -> WrittenReport:
        try:
            return await self._threads.run(lambda: _newest(directory, since.timestamp(), named))
        except ProxlbUiError as problem:
            return WrittenReport(why=problem.message)


class SolverOutOfReach:
    """Gives the reason in place of every report."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def newest(self, directory: str, since: datetime, named: str = "") -> WrittenReport:
        return WrittenReport(why=self._why)


def _newest(directory: str, since: float, named: str) -> WrittenReport:
    try:
        name = named if REPORT.fullmatch(named) else _latest_name(directory, since)
        if not name:
            return WrittenReport(why=f"The solver wrote no report into {directory} during this run.")
        return _read(os.path.join(directory, name))  # noqa: PTH118 - the settings may hold what no Path takes
    except (OSError, ValueError) as problem:
        told = getattr(problem, "strerror", None) or str(problem)
        return WrittenReport(why=f"The solver's report in {directory} cannot be read: {told}.")


def _latest_name(directory: str, since: float) -> str:
    with os.scandir(directory) as entries:
        names = [
            entry.name
            for entry in islice(entries, MOST_ENTRIES)
            if REPORT.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime >= since
        ]
    return max(names, default="")  # the name is the moment


def _read(path: str) -> WrittenReport:
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return WrittenReport(why=f"{path} is no file.")
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return WrittenReport(why=f"{path} is larger than {MOST_BYTES >> 20} MiB.")
    return WrittenReport(content.decode("utf-8", "replace"))
