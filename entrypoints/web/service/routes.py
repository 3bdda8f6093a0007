"""Reading and steering the service."""

from proxlb_ui.domain.errors import Conflict, Denied, NotFound, Unavailable
from proxlb_ui.domain.model.service.service import ServiceAction
from proxlb_ui.entrypoints.web.kit.answers import computed, published
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.headers import idempotency_key
from proxlb_ui.entrypoints.web.kit.published import Document
from proxlb_ui.entrypoints.web.service.payload import task_payload
from proxlb_ui.entrypoints.web.service.shapes import ServiceAnswerShape, TaskAnswerShape
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response

ACTION_ERRORS = (NotFound, Denied, Conflict, Unavailable)
ACTION = Query("action", "What to do.", ServiceAction)


def service_blueprint(services: Services, topic: Document) -> Blueprint:
    """Routes about the ProxLB service."""
    routes = Blueprint("service", __name__)

    @routes.get("/service")
    @describes(ServiceAnswerShape)
    async def service() -> Response:
        """The service as last observed."""
        encoded = topic.encoded(services.clock.now())
        assert encoded is not None  # noqa: S101 - published when the publisher was made
        return await published(encoded, services.clock)

    @routes.post("/service/<action>")
    @describes(TaskAnswerShape, path=(ACTION,), status=202, idempotent=True, errors=ACTION_ERRORS)
    async def perform(action: str) -> tuple[Response, int] | Response:
        """Start, stop, restart or reload the service."""
        if action not in list(ServiceAction):
            raise NotFound(f"There is no action {action!r}.", f"Use one of {', '.join(ServiceAction)}.")
        task = services.service.start(ServiceAction(action), idempotency_key())
        return computed({"task": task_payload(task)}, status=202)

    @routes.get("/service/tasks/<task_id>")
    @describes(TaskAnswerShape, errors=(NotFound,))
    async def task(task_id: str) -> Response:
        """One action on the service."""
        return computed({"task": task_payload(services.service.find(task_id))})

    return routes
