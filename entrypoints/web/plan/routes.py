"""What ProxLB would do: the plan, the best node, and the settings both follow from."""

from enum import StrEnum

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.use_cases.plan.preview_plan import settings_in
from proxlb_ui.domain.use_cases.plan.report_plan import report_plan
from proxlb_ui.entrypoints.web.kit.answers import computed, computed_aside
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.query import Choice, one_of
from proxlb_ui.entrypoints.web.plan.payload import balancing_payload, best_node_payload, plan_payload
from proxlb_ui.entrypoints.web.plan.shapes import BalancingShape, BestNodeShape, PlanBodyShape, PlanShape
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request


class Stays(StrEnum):
    """Whether the guests that stay are listed."""

    NONE = "none"


STAYS = Query("stays", "Leave out the guests that stay.", Stays)
METHOD = Query("method", "Resource to compare; that of the settings when missing.", Method)
MODE = Query("mode", "Figure to compare; that of the settings when missing.", Mode)


def plan_blueprint(services: Services) -> Blueprint:
    """Routes that ask the planner; none of them changes anything."""
    routes = Blueprint("plan", __name__)

    @routes.post("/plan")
    @describes(PlanShape, query=(STAYS,), body=PlanBodyShape, errors=(Unavailable,))
    async def preview() -> Response:
        """What ProxLB would do now, or would do if."""
        services.cluster.touch()
        found = await services.plans.what_if(await json_body())
        stays, now = _choice(Stays, "stays") is None, services.clock.now()
        return await computed_aside(lambda: plan_payload(report_plan(found), now, stays=stays))

    @routes.get("/best-node")
    @describes(BestNodeShape, query=(METHOD, MODE), errors=(Unavailable,))
    async def best_node() -> Response:
        """The node ProxLB would fill next, by any method and mode."""
        services.cluster.touch()
        found = await services.best_node(_choice(Method, "method"), _choice(Mode, "mode"))
        return computed(best_node_payload(found, services.clock.now()))

    @routes.get("/balancing")
    @describes(BalancingShape, errors=(Unavailable,))
    async def balancing() -> Response:
        """ProxLB's balancing settings with their meaning, default and range."""
        return computed(balancing_payload(settings_in(services.cluster.view), services.clock.now()))

    return routes


def _choice(kind: type[Choice], name: str) -> Choice | None:
    return one_of(kind, name, request.args.get(name))
