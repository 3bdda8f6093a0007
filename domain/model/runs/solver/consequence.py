"""What the solver's answer meant for the run."""

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.solver.report import Fallback, SolverReport
from proxlb_ui.domain.model.settings.values.settings import Solver


def fell_back(report: SolverReport, kind: RunKind, solver: Solver) -> Fallback | None:
    """What ProxLB did instead; where there is no plan it goes to its own without a word."""
    if not report.active or kind is not RunKind.REBALANCE:
        return None
    if report.fallback is not None or report.found:
        return report.fallback
    # There is a line where executing the plan failed or greedy is skipped, but none where ProxLB just goes on
    # (__main__.py).
    return Fallback.GREEDY if solver.fallback_to_greedy else Fallback.SKIPPED


def decided(report: SolverReport | None, kind: RunKind) -> bool:
    """True when the solver's plan is what moved: neither ProxLB's document nor the planner knows of it."""
    return kind is RunKind.REBALANCE and report is not None and report.active and report.found and not report.fallback


def consequence(report: SolverReport, kind: RunKind) -> str:
    """Whose plan it was, in one sentence."""
    if not report.active:
        return "It only watches: ProxLB carries out its own plan."
    if report.fallback is Fallback.GREEDY:
        return "ProxLB fell back to its own plan."
    if report.fallback is Fallback.SKIPPED:
        return "ProxLB did not fall back to its own plan."
    if kind is RunKind.REBALANCE:
        return "ProxLB carried out the solver's plan in place of its own." if report.found else ""
    if report.found:
        return "A rebalance carries out the solver's plan; the moves of this dry run are ProxLB's own."
    return "A rebalance would not have a plan of the solver."
