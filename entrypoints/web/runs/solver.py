"""What the solver said, as JSON."""

from typing import Any

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.solver.consequence import consequence
from proxlb_ui.domain.model.runs.solver.report import SolverReport
from proxlb_ui.entrypoints.web.kit.encoding import figure


def solver_payload(report: SolverReport, kind: RunKind) -> dict[str, Any]:
    """One solve within a run of this kind."""
    return {
        "mode": report.mode,
        "status": report.status,
        "message": report.message,
        "consequence": consequence(report, kind),
        "migrations": report.migrations,
        "steps": report.steps,
        "milliseconds": figure(report.milliseconds),
        "agreement": report.agreement and dict(report.agreement),
        "blocking": list(report.blocking),
        "nowhere": list(report.nowhere),
        "arrived": report.arrived,
        "missed": list(report.missed),
        "resolves": report.resolves,
        "fallback": report.fallback and report.fallback.value,
        "warnings": list(report.warnings),
        "file": report.file,
        "unread": report.unread,
    }
