"""For those who watch over the process, and for whoever sets it up: does it work, and what is missing?"""

from collections.abc import Callable, Mapping

from proxlb_ui.domain.background import TaskReport
from proxlb_ui.entrypoints.web.health.payload import readiness_payload, setup_row
from proxlb_ui.entrypoints.web.health.shapes import AliveShape, ReadyShape, SetupShape
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response


def health_blueprint(tasks: Callable[[], Mapping[str, TaskReport]], name: str = "health") -> Blueprint:
    """Routes without sign-in that tell nothing about the cluster."""
    routes = Blueprint(name, __name__)

    @routes.get("/healthz")
    @describes(AliveShape)
    async def healthz() -> Response:
        """The process answers."""
        return computed({"status": "ok"})

    @routes.get("/readyz")
    @describes(ReadyShape)
    async def readyz() -> Response:
        """Every background task lives."""
        return computed(readiness_payload(tasks()))

    return routes


def setup_blueprint(services: Services) -> Blueprint:
    """What the first-run page shows."""
    routes = Blueprint("setup", __name__)

    @routes.get("/setup")
    @describes(SetupShape)
    async def setup() -> Response:
        """What the cockpit looked for and found."""
        items = [setup_row(item) for item in await services.setup.items()]
        return computed({"items": items, "as_of": iso(services.clock.now()), "age_seconds": 0, "seq": 0})

    return routes
