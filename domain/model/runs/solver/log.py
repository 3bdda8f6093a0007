"""The solver's lines in the engine's log, read as they come."""

import re
from collections.abc import Callable
from dataclasses import replace

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.engine_log import ParsedLine
from proxlb_ui.domain.model.log.lines import LogLevel
from proxlb_ui.domain.model.runs.solver.report import Fallback, SolverReport

KEPT_WARNINGS = 20
WARNING_CHARACTERS = 300


class SolverLog:
    """Follows the lines of one run; the report is None until the solver has said something."""

    def __init__(self) -> None:
        self.report: SolverReport | None = None

    def follow(self, line: ParsedLine) -> None:
        """Take in one line that begins with the solver's name."""
        report = self.report or SolverReport()
        if line.level is not LogLevel.INFO:
            said = line.text.removeprefix(vocabulary.SOLVER.begins)
            report = replace(report, warnings=(*report.warnings, said[:WARNING_CHARACTERS])[:KEPT_WARNINGS])
        for phrase, told in _MEANINGS:
            if found := phrase.match(line.text):
                report = told(report, found)
                break
        self.report = report


def _solved(report: SolverReport, found: re.Match[str]) -> SolverReport:
    return replace(
        report,
        file=found["file"],
        status=found["status"],
        migrations=int(found["migrations"]),
        milliseconds=float(found["milliseconds"]),
    )


def _one_step_succeeded(report: SolverReport, found: re.Match[str]) -> SolverReport:
    return replace(report, arrived=(report.arrived or 0) + int(found["guests"]))


_MEANINGS: tuple[tuple[vocabulary.Phrase, Callable[[SolverReport, re.Match[str]], SolverReport]], ...] = (
    (vocabulary.SOLVER_STARTING, lambda report, found: replace(report, mode=found["mode"])),
    (vocabulary.SOLVER_SOLVED, _solved),
    (vocabulary.SOLVER_EXECUTING, lambda report, found: replace(report, steps=int(found["steps"]), arrived=0)),
    (vocabulary.SOLVER_STEP_SUCCEEDED, _one_step_succeeded),
    (vocabulary.SOLVER_SOLVES_AGAIN, lambda report, found: replace(report, resolves=int(found["retry"]))),
    (vocabulary.SOLVER_GAVE_WAY, lambda report, _: replace(report, fallback=Fallback.GREEDY)),
    (vocabulary.SOLVER_SKIPPED_BALANCING, lambda report, _: replace(report, fallback=Fallback.SKIPPED)),
)
