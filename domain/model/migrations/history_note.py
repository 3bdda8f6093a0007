"""What to tell people of a history that is not kept for long."""

from proxlb_ui.domain.errors import ProxlbUiError


def history_note(lasting: bool, problem: ProxlbUiError | None) -> str:
    """Where a history is kept when that is not for long; empty when all is well."""
    if problem is not None:
        return f"History is in memory only: {problem.message} {problem.hint}".strip()
    if not lasting:
        return "History is in memory only and goes with the cockpit: PROXLB_UI_STATE_DIR names no directory."
    return ""
