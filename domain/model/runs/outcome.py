"""What a run came to, in one sentence."""

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import Outcome, RunResult
from proxlb_ui.domain.model.runs.run import RunState
from proxlb_ui.domain.model.wording import counted


def outcome_of(kind: RunKind, state: RunState, result: RunResult) -> tuple[str, str]:
    """The sentence and a hint, for a run without trouble of the engine's own."""
    if state is RunState.CANCELLED:
        return _cancelled(result)
    if kind is RunKind.BEST_NODE:
        return f"{result.best_node} is the best node.", ""
    if kind is RunKind.REBALANCE:
        return _rebalanced(result)
    return _planned(result)


def _cancelled(result: RunResult) -> tuple[str, str]:
    if not result.migrations:
        return "Cancelled before any guest was moved.", ""
    going = sum(one.outcome is Outcome.RUNNING for one in result.migrations)
    if going:
        return f"Cancelled; Proxmox goes on with {counted(going, 'migration')} that had begun.", ""
    return f"Cancelled; {counted(result.migrated, 'guest')} had been moved.", _failures(result)


def _rebalanced(result: RunResult) -> tuple[str, str]:
    asked = len(result.migrations)
    if asked == 0:
        return "No guest had to be moved.", ""
    if result.failed:
        return f"{result.failed} of {counted(asked, 'migration')} failed.", "The table gives Proxmox' own reasons."
    going = sum(one.outcome is Outcome.RUNNING for one in result.migrations)
    if going:
        return f"{counted(result.migrated, 'guest')} moved, {going} still on the way.", "Look at the migrations."
    warned = sum(one.outcome is Outcome.WARNINGS for one in result.migrations)
    return f"{counted(result.migrated, 'guest')} moved" + (f", {warned} with warnings." if warned else "."), ""


def _planned(result: RunResult) -> tuple[str, str]:
    moves = result.engine_moves or 0
    sentence = f"{counted(moves, 'guest')} would move" if moves else "No guest would move"
    if result.differences is None:
        return f"{sentence}.", ""
    if result.differences:
        hint = (
            "ProxLB reads guest by guest, a little later than the planner and in the order in which Proxmox happens to "
            "list them, which decides between equals. Which of these made the difference is not known."
        )
        return f"{sentence}; the planner differs in {result.differences}.", hint
    return f"{sentence}; the planner says the same.", ""


def _failures(result: RunResult) -> str:
    return f"{counted(result.failed, 'migration')} failed." if result.failed else ""
