"""How the background tasks are, and what the cockpit looked for at start, as JSON."""

from collections.abc import Mapping

from proxlb_ui.domain.background import TaskReport, TaskState
from proxlb_ui.domain.use_cases.setup.check_setup import SetupItem
from proxlb_ui.entrypoints.web.health.shapes import ReadyShape, SetupItemShape, TaskShape
from proxlb_ui.entrypoints.web.kit.encoding import figure


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


def readiness_payload(reports: Mapping[str, TaskReport]) -> ReadyShape:
    """Degraded while any task waits for its restart; loops is the short form of tasks."""
    ready = all(report.state is TaskState.RUNNING for report in reports.values())
    return {
        "status": "ready" if ready else "degraded",
        "loops": {name: _word(report.state) for name, report in reports.items()},
        "tasks": {name: _task(report) for name, report in reports.items()},
    }


def _word(state: TaskState) -> str:
    return "ok" if state is TaskState.RUNNING else state.value


def _task(report: TaskReport) -> TaskShape:
    return {
        "state": report.state.value,
        "restart_in_seconds": figure(report.restart_in_seconds, 1),
        "restarts": report.restarts,
        "error": report.error,
    }
