"""What the cockpit looked for at start, as JSON."""

from typing import Any

from proxlb_ui.domain.use_cases.setup.check_setup import SetupItem


def setup_row(item: SetupItem) -> dict[str, Any]:
    """One check."""
    return {
        "id": item.id,
        "title": item.title,
        "state": item.state,
        "looked_for": item.looked_for,
        "message": item.message,
        "hint": item.hint,
        "fix": item.fix,
    }
