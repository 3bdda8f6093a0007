"""The history of migrations over HTTP."""

from dataclasses import replace

import pytest
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.entrypoints.web.kit.encoding import iso

from tests.integration.web.conftest import World, guest, migration_task, snapshot


@pytest.fixture
async def moved(world: World) -> World:
    await world.tick(snapshot(guest(100), guest(101), seconds=1, tasks=(migration_task(),)))
    return world


async def test_recent_ones_are_published(moved: World) -> None:
    (row,) = (await moved.json("/migrations"))["items"]
    assert (row["vmid"], row["guest"], row["state"], row["user"]) == (101, "web-101", "ok", "root@pam")


async def test_what_left_the_task_list_is_still_there(moved: World) -> None:
    await moved.tick(snapshot(guest(100), guest(101), seconds=2))
    assert len((await moved.json("/migrations"))["items"]) == 1
    found = await moved.json("/migrations?guest=web-101&node=pve2&state=ok&limit=5")
    assert [row["vmid"] for row in found["items"]] == [101]
    assert "PROXLB_UI_STATE_DIR" in found["note"]
    assert (await moved.json("/migrations?guest=nobody"))["items"] == []


async def test_each_tells_whose_run_it_belongs_to(moved: World) -> None:
    (row,) = (await moved.json("/migrations"))["items"]
    assert row["run"] == {"by": "user", "user": "root@pam"}
    assert len((await moved.json("/migrations?by=user"))["items"]) == 1
    assert (await moved.json("/migrations?by=run"))["items"] == []
    assert (await moved.json("/migrations?run=r1"))["items"] == []


async def test_the_services_log_claims_its_migrations(world: World) -> None:
    task = migration_task()
    world.log.say("Balancing: Starting to migrate VM guest web-101 from pve2 to pve1.", time=task.started_at)
    await world.services.runs.look()
    await world.tick(snapshot(guest(101), seconds=1, tasks=(task,)))
    (row,) = (await world.json("/migrations?by=service"))["items"]
    assert row["run"] == {"by": "service", "started_at": iso(task.started_at)}


async def test_a_list_is_continued_behind_its_last_row(moved: World) -> None:
    (row,) = (await moved.json("/migrations?limit=1"))["items"]
    after = f"{row['started_at']} {row['id']}".replace("+", "%2B").replace(" ", "%20")
    assert (await moved.json(f"/migrations?before={after}"))["items"] == []


@pytest.mark.parametrize(
    "query",
    ["wrong=1", "state=odd", "by=odd", "limit=0", "limit=99999", "since=yesterday", "before=x", f"guest={'x' * 300}"],
)
async def test_a_query_that_means_nothing_is_refused(moved: World, query: str) -> None:
    response = await moved.get(f"/migrations?{query}")
    assert response.status_code == 400
    assert (await response.get_json())["error"]["message"]


async def test_proxmox_own_log_can_be_read_on(moved: World) -> None:
    upid = migration_task().upid
    moved.reader.task_logs[upid] = ("starting migration", "TASK OK")
    assert await moved.json(f"/migrations/log?id={upid}&start=1") == {"lines": ["TASK OK"], "next": 2}
    refused = await moved.get("/migrations/log?id=../../etc")
    assert refused.status_code == 400


async def test_a_running_one_tells_how_far_it_is(world: World) -> None:
    running = replace(migration_task(), state=TaskState.RUNNING, ended_at=None)
    world.reader.task_logs[running.upid] = ("migration active, transferred 1.0 GiB of 2.0 GiB VM-state",)
    await world.tick(snapshot(guest(100), guest(101), seconds=1, tasks=(running,)))
    await world.services.progress.look()
    world.cockpit.publisher.publish_migrations()
    (row,) = (await world.json("/migrations"))["items"]
    assert row["progress_percent"] == 50
