"""What the solver said, as JSON."""

from collections.abc import Mapping

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.solver.consequence import consequence
from proxlb_ui.domain.model.runs.solver.report import SolverReport
from proxlb_ui.entrypoints.web.kit.encoding import figure
from proxlb_ui.entrypoints.web.runs.shapes import AgreementShape, SolverReportShape


def solver_payload(report: SolverReport, kind: RunKind) -> SolverReportShape:
    """One solve within a run of this kind."""
    return {
        "mode": report.mode,
        "status": report.status,
        "message": report.message,
        "consequence": consequence(report, kind),
        "migrations": report.migrations,
        "steps": report.steps,
        "milliseconds": figure(report.milliseconds),
        "agreement": _agreement(report.agreement) if report.agreement else None,
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


def _agreement(counts: Mapping[str, int]) -> AgreementShape:
    return {
        "agree": counts["agree"],
        "differ": counts["differ"],
        "solver_only": counts["solver_only"],
        "proxlb_only": counts["proxlb_only"],
    }
