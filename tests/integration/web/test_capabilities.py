"""What the runtime does not allow is explained over HTTP, and refused when it is asked for anyway."""

from typing import Any

import pytest
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState, ServiceStatus

from tests.integration.web.conftest import World, eventually
from tests.integration.web.test_actions import post, service_when

NO_RESTART = "The way to the Docker engine does not let the cockpit restart ProxLB."
NO_LOG = "The way to the Docker engine does not let the cockpit read ProxLB's log."


def limited(world: World, **reasons: str) -> None:
    world.control.limit({one: reasons.get(one.name, "") for one in Capability})


def by(key: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


async def test_capabilities_are_listed_in_order_each_with_its_reason(world: World) -> None:
    limited(world, RESTART=NO_RESTART, READ_LOG=NO_LOG)
    found = await service_when(world, lambda service: service["capabilities"])
    assert [one["name"] for one in found["capabilities"]] == [one.value for one in Capability]
    rows = by("name", found["capabilities"])
    assert rows["restart"] == {"name": "restart", "allowed": False, "reason": NO_RESTART}
    assert rows["read-log"] == {"name": "read-log", "allowed": False, "reason": NO_LOG}
    assert rows["stop"] == {"name": "stop", "allowed": True, "reason": ""}


async def test_only_the_action_that_is_not_allowed_is_refused(world: World) -> None:
    limited(world, RESTART=NO_RESTART)
    found = await service_when(world, lambda service: service["capabilities"])
    actions = by("action", found["actions"])
    assert actions["restart"] == {"action": "restart", "allowed": False, "reason": NO_RESTART}
    assert actions["stop"]["allowed"] and actions["reload"]["allowed"]
    assert actions["start"]["reason"] == "ProxLB is running already."


async def test_asking_for_it_anyway_is_a_403_with_what_to_do(world: World) -> None:
    limited(world, RESTART=NO_RESTART)
    await service_when(world, lambda service: service["capabilities"])
    refused = await post(world, "restart")
    error = (await refused.get_json())["error"]
    assert (refused.status_code, error["message"]) == (403, NO_RESTART)
    assert error["hint"] == "The page of the service lists what the cockpit may do here."
    assert world.control.performed == []


@pytest.mark.parametrize("action", list(ServiceAction))
async def test_a_service_that_cannot_be_steered_says_why_for_every_action(world: World, action: ServiceAction) -> None:
    paused = "ProxLB's Docker container is paused: ProxLB stands still and moves nothing."
    status = ServiceStatus(
        ServiceState.UNKNOWN,
        "docker",
        message=paused,
        hint="Run: docker unpause proxlb",
        refused=dict.fromkeys(ServiceAction, paused),
        capabilities=dict.fromkeys(Capability, ""),
    )
    world.control.stand(status)
    await eventually(lambda: world.services.service.status == status)
    found = await world.json("/service")
    assert (found["state"], found["message"], found["hint"]) == ("unknown", paused, "Run: docker unpause proxlb")
    assert {one["reason"] for one in found["actions"]} == {paused}
    refused = await post(world, action.value)
    error = (await refused.get_json())["error"]
    assert (refused.status_code, error["message"], error["hint"]) == (403, paused, "Run: docker unpause proxlb")
    assert world.control.performed == []
