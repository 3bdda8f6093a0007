"""For those who watch over the process: does it answer, and do its loops live?"""

from collections.abc import Callable, Mapping

from proxlb_ui.entrypoints.web.kit.answers import computed
from quart import Blueprint, Response


def health_blueprint(loops: Callable[[], Mapping[str, str]], name: str = "health") -> Blueprint:
    """Routes without sign-in that tell nothing about the cluster."""
    routes = Blueprint(name, __name__)

    @routes.get("/healthz")
    async def healthz() -> Response:
        """The process answers."""
        return computed({"status": "ok"})

    @routes.get("/readyz")
    async def readyz() -> Response:
        """Every background loop lives."""
        states = dict(loops())
        ready = all(state == "ok" for state in states.values())
        return computed({"status": "ready" if ready else "degraded", "loops": states})

    return routes
