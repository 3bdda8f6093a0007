"""What the cockpit looked for at start, as JSON."""

from proxlb_ui.domain.use_cases.setup.check_setup import SetupItem
from proxlb_ui.entrypoints.web.health.shapes import SetupItemShape


def setup_row(item: SetupItem) -> SetupItemShape:
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
