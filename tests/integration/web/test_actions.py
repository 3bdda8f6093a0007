"""Actions over HTTP: accepted at once, observed later, never twice."""

import asyncio
from collections.abc import Callable
from typing import Any

from proxlb_ui.domain.model.service.service import ServiceAction

from tests.integration.web.conftest import OWN_PAGE, World
from tests.waiting import PATIENCE_SECONDS


async def post(world: World, action: str, **headers: str) -> Any:
    return await world.client().post(f"/api/v1/service/{action}", headers={**OWN_PAGE, **headers})


async def ended(world: World, task_id: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            task = (await world.json(f"/service/tasks/{task_id}"))["task"]
            if task["state"] in ("done", "failed"):
                return dict(task)
            await asyncio.sleep(0.02)


async def service_when(world: World, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await world.json("/service")
            if wanted(found):
                return dict(found)
            await asyncio.sleep(0.02)


async def test_a_restart_is_accepted_and_then_observed(world: World) -> None:
    before = (await world.control.status()).instance
    response = await post(world, "restart")
    assert response.status_code == 202
    task = (await response.get_json())["task"]
    assert task["state"] in ("accepted", "running")
    assert (await ended(world, task["id"]))["state"] == "done"
    assert (await world.control.status()).instance != before


async def test_a_second_action_meanwhile_is_a_conflict(world: World) -> None:
    world.control.ignore_actions()
    assert (await post(world, "restart")).status_code == 202
    second = await post(world, "stop")
    assert second.status_code == 409
    assert "restarting" in (await second.get_json())["error"]["message"]


async def test_the_same_key_is_the_same_action(world: World) -> None:
    first = (await (await post(world, "restart", **{"Idempotency-Key": "k1"})).get_json())["task"]["id"]
    second = (await (await post(world, "restart", **{"Idempotency-Key": "k1"})).get_json())["task"]["id"]
    assert first == second


async def test_a_crash_right_after_the_start_is_a_failure(world: World) -> None:
    assert (await ended(world, (await (await post(world, "stop")).get_json())["task"]["id"]))["state"] == "done"
    world.control.die_after_start(2, ("Authentication failed.",))
    task = await ended(world, (await (await post(world, "start")).get_json())["task"]["id"])
    assert task["state"] == "failed"
    found = await service_when(world, lambda service: service["state"] == "failed")
    assert found["last_lines"] == ["Authentication failed."]


async def test_what_is_not_allowed_is_explained(world: World) -> None:
    world.control.refuse(ServiceAction.STOP, "The socket proxy does not allow it.")
    found = await service_when(world, lambda service: not service["actions"][1]["allowed"])
    actions = {one["action"]: one for one in found["actions"]}
    assert actions["stop"]["reason"] == "The socket proxy does not allow it."
    refused = await post(world, "stop")
    assert refused.status_code == 403
