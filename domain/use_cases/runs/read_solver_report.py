"""The solver's report on one run: from the engine's log, and from the file it names."""

from dataclasses import replace

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.model.runs.solver.consequence import fell_back
from proxlb_ui.domain.model.runs.solver.file import told_by_file
from proxlb_ui.domain.model.runs.solver.report import SolverReport
from proxlb_ui.domain.model.settings.values.settings import Solver
from proxlb_ui.domain.ports.solver_reports import SolverReports
from proxlb_ui.domain.ports.worker import Worker


class ReadSolverReport:
    """Puts the solver's file beside what the engine's log said of it."""

    def __init__(self, reports: SolverReports, worker: Worker) -> None:
        self._reports = reports
        self._worker = worker

    async def __call__(self, said: SolverReport | None, run: Run, solver: Solver) -> SolverReport | None:
        """None when the solver had no turn in this run."""
        if said is None or not solver.enable:
            return None
        report = await self._with_file(said, run, solver)
        # An engine that was ended had no time to fall back.
        return replace(report, fallback=fell_back(report, run.kind, solver)) if run.exit_code is not None else report

    async def _with_file(self, said: SolverReport, run: Run, solver: Solver) -> SolverReport:
        written = await self._reports.newest(solver.log_dir, run.started_at, said.file)
        text = written.text
        if text is None:
            return replace(said, unread=written.why)
        try:
            return await self._worker.run(lambda: told_by_file(said, text))
        except ProxlbUiError as problem:
            return replace(said, unread=problem.message)
