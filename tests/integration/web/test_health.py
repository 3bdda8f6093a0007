"""What whoever watches over the process is told, without signing in."""

import asyncio

from tests.integration.web.conftest import HOST, World, eventually


async def ready(world: World) -> dict[str, object]:
    answer = await world.client().get("/readyz", headers=HOST)
    assert answer.status_code == 200
    found: dict[str, object] = await answer.get_json()
    return found


async def test_tasks_that_run_are_ready(world: World) -> None:
    found = await ready(world)
    assert found["status"] == "ready"
    assert isinstance(found["loops"], dict) and isinstance(found["tasks"], dict)
    assert {"service", "publisher: cluster", "publisher: plan"} <= found["loops"].keys() == found["tasks"].keys()
    assert set(found["loops"].values()) == {"ok"}
    assert found["tasks"]["service"] == {"state": "running", "restart_in_seconds": None, "restarts": 0, "error": ""}


async def test_one_that_waits_for_its_restart_is_named_without_what_it_stumbled_over(empty: World) -> None:
    async def broken() -> None:
        raise ValueError("canary-secret")

    async with empty.background.running({"broken": broken, "sound": asyncio.Event().wait}):  # type: ignore[dict-item]
        await eventually(lambda: bool(empty.background.reports["broken"].error))
        found = await ready(empty)
    assert found["status"] == "degraded"
    assert found["loops"] == {"broken": "restarting", "sound": "ok"}
    assert "canary" not in str(found)
    assert isinstance(found["tasks"], dict)
    assert found["tasks"]["broken"]["error"].startswith("ValueError")


async def test_a_topic_that_cannot_be_published_leaves_the_others_alone(world: World) -> None:
    kept, service = world.services.kept_runs, world.services.service
    assert "publisher: kept runs" in world.background.reports
    kept._earlier = {"broken": None}  # type: ignore[dict-item]
    kept.change.notify()
    await eventually(lambda: world.background.reports["publisher: kept runs"].restarts > 0)
    before = world.cockpit.publisher.service.seq
    world.control.crash()
    await eventually(lambda: world.cockpit.publisher.service.seq > before)
    assert service.status.state.value == "failed"
    kept._earlier = {}
