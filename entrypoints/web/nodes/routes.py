"""Reading nodes, changing what ProxLB makes of one, and seeing beforehand what that does."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from proxlb_ui.domain.errors import Invalid, NotFound, Unavailable
from proxlb_ui.domain.model.nodes.change import Apply, NodeList, WeeklyWindows
from proxlb_ui.domain.use_cases.nodes.switch_nodes import Switched
from proxlb_ui.domain.use_cases.plan.report_plan import report_plan
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.headers import expected_digest
from proxlb_ui.entrypoints.web.kit.published import Table
from proxlb_ui.entrypoints.web.kit.query import one_of
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.nodes.evacuation import applied_payload, evacuation_payload
from proxlb_ui.entrypoints.web.nodes.shapes import (
    EvacuationShape,
    NodeShape,
    NodesShape,
    ScheduleBodyShape,
    SwitchBodyShape,
    SwitchedShape,
)
from proxlb_ui.entrypoints.web.services import Services
from proxlb_ui.entrypoints.web.settings.exchange import CHANGE_ERRORS, tagged
from quart import Blueprint, Response, request

_SCHEDULE_HINT = 'Send {"schedules": ["Monday, 8:00"], "duration_hours": 4, "apply": "save"}.'


class Flag(StrEnum):
    """Yes or no in a query string."""

    TRUE = "true"
    FALSE = "false"


ENABLED = Query("enabled", "false: what happens once it has ended.", Flag)


def node_blueprint(services: Services, answers: TopicAnswers, nodes: Table) -> Blueprint:
    """Routes that read nodes."""
    routes = Blueprint("nodes", __name__)

    @routes.get("/nodes")
    @describes(NodesShape, errors=(Unavailable,))
    async def several() -> Response:
        """All nodes."""
        return await answers.whole(nodes)

    @routes.get("/nodes/<name>")
    @describes(NodeShape, errors=(NotFound, Unavailable))
    async def one(name: str) -> Response:
        """One node."""
        return answers.one(nodes, name, "node")

    @routes.get("/nodes/<name>/evacuation")
    @describes(EvacuationShape, query=(ENABLED,), errors=(NotFound, Unavailable))
    async def evacuation(name: str) -> Response:
        """Where each guest of the node would go, and what stays and why."""
        services.cluster.touch()
        wanted = one_of(Flag, "enabled", request.args.get("enabled"))
        found = await services.evacuations.of(name, enabled=wanted is not Flag.FALSE)
        return computed(evacuation_payload(found, report_plan(found.preview), services.clock.now()))

    return routes


def switch_blueprint(services: Services) -> Blueprint:
    """Routes that change one node in the settings."""
    routes = Blueprint("node", __name__)

    @routes.put("/nodes/<name>/maintenance")
    @describes(SwitchedShape, body=SwitchBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def maintenance(name: str) -> Response:
        """Put the node into ProxLB's maintenance, or end that."""
        return await switch(NodeList.MAINTENANCE, name)

    @routes.put("/nodes/<name>/ignored")
    @describes(SwitchedShape, body=SwitchBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def ignored(name: str) -> Response:
        """Let ProxLB act as if the node did not exist, or end that."""
        return await switch(NodeList.IGNORED, name)

    @routes.put("/nodes/<name>/schedule")
    @describes(SwitchedShape, body=ScheduleBodyShape, if_match=True, errors=CHANGE_ERRORS)
    async def schedule(name: str) -> Response:
        """Set the weekly windows in which ProxLB empties the node."""
        digest, body = expected_digest(), await json_body()
        _check_keys(body, {"schedules", "duration_hours", "pre_migration_minutes", "apply"})
        return _answer(await services.nodes.schedule(name, _windows(body), digest, _apply(body)))

    async def switch(where: NodeList, name: str) -> Response:
        digest, body = expected_digest(), await json_body()
        _check_keys(body, {"enabled", "apply"})
        enabled = body.get("enabled")
        if not isinstance(enabled, bool):
            raise Invalid("enabled must be true or false.", 'Send {"enabled": true, "apply": "now"}.')
        return _answer(await services.nodes.switch(where, name, enabled=enabled, digest=digest, apply=_apply(body)))

    return routes


def _answer(switched: Switched) -> Response:
    view, applied = switched
    return tagged(view, applied=applied_payload(applied))


def _check_keys(body: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(body) - known:
        raise Invalid(f"{min(unknown)[:40]}: there is no such field.", f"Use {', '.join(sorted(known))}.")


def _apply(body: Mapping[str, Any]) -> Apply:
    wanted = body.get("apply")
    if wanted not in list(Apply):
        raise Invalid("apply must say when ProxLB is to know.", f"Use {', '.join(Apply)}.")
    return Apply(wanted)


def _windows(body: Mapping[str, Any]) -> WeeklyWindows:
    entries = body.get("schedules")
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise Invalid("schedules must be a list of texts.", _SCHEDULE_HINT)
    figures = [_whole(body, name) for name in ("duration_hours", "pre_migration_minutes")]
    return WeeklyWindows(tuple(entries), *figures)


def _whole(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise Invalid(f"{name} must be a whole number.", _SCHEDULE_HINT)
    return value
