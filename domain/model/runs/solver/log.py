"""The solver's lines in the engine's log, read as they come."""

import re
from collections.abc import Callable
from dataclasses import replace

from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LogLevel
from proxlb_ui.domain.model.runs.solver.report import Fallback, SolverReport

SOLVER = "[solver] "
KEPT_WARNINGS = 20
WARNING_CHARACTERS = 300

_STARTING = re.compile(r"starting\b.*?\bmode=(\w+)")
_SOLVED = re.compile(
    r"run=(?:.*/)?(solver_run_\d{8}_\d{6}\.jsonl) status=(\w{1,20}) migrations=(\d{1,9}) .*\btime=(\d{1,9})ms"
)
_EXECUTING = re.compile(r"active: executing plan\b\D*(\d{1,9}) step")
_ARRIVED = re.compile(r"active: step \d+ succeeded \((\d{1,9}) VM")
_AGAIN = re.compile(r"active: re-solving \(step_retry=(\d{1,9})\)")
_GREEDY = re.compile(r"active execution failed, falling back")
_SKIPPED = re.compile(r"active.*\bskipping greedy fallback")


class SolverTalk:
    """Follows the lines of one run; the report is None until the solver has said something."""

    def __init__(self) -> None:
        self.report: SolverReport | None = None

    def follow(self, line: ParsedLine) -> None:
        """Take in one line that begins with the solver's name."""
        said = line.text.removeprefix(SOLVER)
        report = self.report or SolverReport()
        if line.level is not LogLevel.INFO:
            report = replace(report, warnings=(*report.warnings, said[:WARNING_CHARACTERS])[:KEPT_WARNINGS])
        for pattern, told in _MEANINGS:
            if found := pattern.match(said):
                report = told(report, found)
                break
        self.report = report


def _solved(report: SolverReport, found: re.Match[str]) -> SolverReport:
    name, status, migrations, took = found.groups()
    return replace(report, file=name, status=status, migrations=int(migrations), milliseconds=float(took))


_MEANINGS: tuple[tuple[re.Pattern[str], Callable[[SolverReport, re.Match[str]], SolverReport]], ...] = (
    (_STARTING, lambda report, found: replace(report, mode=found[1])),
    (_SOLVED, _solved),
    (_EXECUTING, lambda report, found: replace(report, steps=int(found[1]), arrived=0)),
    (_ARRIVED, lambda report, found: replace(report, arrived=(report.arrived or 0) + int(found[1]))),
    (_AGAIN, lambda report, found: replace(report, resolves=int(found[1]))),
    (_GREEDY, lambda report, _: replace(report, fallback=Fallback.GREEDY)),
    (_SKIPPED, lambda report, _: replace(report, fallback=Fallback.SKIPPED)),
)
