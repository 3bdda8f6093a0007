"""What ProxLB would do: the plan, the best node, and the settings both follow from."""

from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.use_cases.plan.preview_plan import settings_in
from proxlb_ui.domain.use_cases.plan.report_plan import report_plan
from proxlb_ui.entrypoints.web.kit.answers import computed, computed_aside
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.query import Choice, one_of
from proxlb_ui.entrypoints.web.plan.payload import balancing_payload, best_node_payload, plan_payload
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request


def plan_blueprint(services: Services) -> Blueprint:
    """Routes that ask the planner; none of them changes anything."""
    routes = Blueprint("plan", __name__)

    @routes.post("/plan")
    async def preview() -> Response:
        """What ProxLB would do now, or would do if."""
        services.cluster.touch()
        found = await services.plans.what_if(await json_body())
        stays, now = request.args.get("stays") != "none", services.clock.now()
        return await computed_aside(lambda: plan_payload(report_plan(found), now, stays=stays))

    @routes.get("/best-node")
    async def best_node() -> Response:
        """The node ProxLB would fill next, by any method and mode."""
        services.cluster.touch()
        found = await services.best_node(_choice(Method, "method"), _choice(Mode, "mode"))
        return computed(best_node_payload(found, services.clock.now()))

    @routes.get("/balancing")
    async def balancing() -> Response:
        """ProxLB's balancing settings with their meaning, default and range."""
        return computed(balancing_payload(settings_in(services.cluster.view), services.clock.now()))

    return routes


def _choice(kind: type[Choice], name: str) -> Choice | None:
    return one_of(kind, name, request.args.get(name))
