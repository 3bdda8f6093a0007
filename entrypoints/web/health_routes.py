"""For those who watch over the process: does it answer, and do its background tasks live?"""

from collections.abc import Callable, Mapping
from typing import Any

from proxlb_ui.domain.background import TaskReport, TaskState
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.encoding import figure
from quart import Blueprint, Response


def health_blueprint(tasks: Callable[[], Mapping[str, TaskReport]], name: str = "health") -> Blueprint:
    """Routes without sign-in that tell nothing about the cluster."""
    routes = Blueprint(name, __name__)

    @routes.get("/healthz")
    async def healthz() -> Response:
        """The process answers."""
        return computed({"status": "ok"})

    @routes.get("/readyz")
    async def readyz() -> Response:
        """Every background task lives."""
        return computed(readiness_payload(tasks()))

    return routes


def readiness_payload(reports: Mapping[str, TaskReport]) -> dict[str, Any]:
    """Degraded while any task waits for its restart; loops is the short form of tasks."""
    ready = all(report.state is TaskState.RUNNING for report in reports.values())
    return {
        "status": "ready" if ready else "degraded",
        "loops": {name: _word(report.state) for name, report in reports.items()},
        "tasks": {name: _task(report) for name, report in reports.items()},
    }


def _word(state: TaskState) -> str:
    return "ok" if state is TaskState.RUNNING else state.value


def _task(report: TaskReport) -> dict[str, Any]:
    return {
        "state": report.state.value,
        "restart_in_seconds": figure(report.restart_in_seconds, 1),
        "restarts": report.restarts,
        "error": report.error,
    }
