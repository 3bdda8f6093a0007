"""Runs of the engine over HTTP: accepted at once, followed by deltas, cancelled, remembered."""

import asyncio
import json
from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.entrypoints.web.security import SecurityPolicy

from tests.integration.web.conftest import OWN_PAGE, World, build, guest, migration_task, snapshot, subscribe
from tests.waiting import PATIENCE_SECONDS

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
DOCUMENT = json.dumps(
    {
        "nodes": {"pve1": {"maintenance": False, "memory": {"used_percent": 50.0}}},
        "guests": {"web-100": {"id": 100, "type": "vm", "node_current": "pve1", "node_target": "pve2"}},
    },
    indent=4,
).split("\n")


async def post(world: World, body: Any, **headers: str) -> Any:
    return await world.client().post("/api/v1/runs", json=body, headers={**OWN_PAGE, **headers})


async def started(world: World, kind: str = "dry-run", **more: Any) -> dict[str, Any]:
    response = await post(world, {"kind": kind, **more})
    assert response.status_code == 202, await response.get_data()
    return dict((await response.get_json())["run"])


async def ended(world: World, run_id: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            run = dict(await world.json(f"/runs/{run_id}"))
            if run["state"] in ("done", "failed", "cancelled"):
                return run
            await asyncio.sleep(0.02)


async def test_a_dry_run_is_accepted_and_then_told(world: World) -> None:
    world.engine.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - hello", *DOCUMENT])
    run = await started(world, overrides={"balancing": {"balanciness": 5}})
    assert (run["kind"], run["state"], run["result"]) == ("dry-run", "starting", None)
    run = await ended(world, run["id"])
    assert (run["state"], run["exit_code"], run["moves"]) == ("done", 0, 1)
    assert run["overrides"] == {"balancing": {"balanciness": 5}}
    move = next(move for move in run["result"]["moves"] if move["guest"] == "web-100")
    assert (move["vmid"], move["source"], move["target"], move["executed"]) == (100, "pve1", "pve2", True)
    assert move["comparison"] in ("same", "only-engine", "different-target")
    assert run["result"]["nodes"][0]["memory_percent"] == 50
    assert run["elapsed_seconds"] >= 0
    log = await world.json(f"/runs/{run['id']}/log")
    assert [line["text"] for line in log["items"]] == ["hello", "JSON document, 18 lines"]
    later = await world.json(f"/runs/{run['id']}/log?after={log['items'][0]['cursor']}")
    assert [line["kind"] for line in later["items"]] == ["document"]


async def test_what_the_solver_said_is_told(world: World) -> None:
    solved = "run=/x/solver_run_20261124_022056.jsonl status=OPTIMAL migrations=9 gap=0.156 time=285ms"
    said = [f"{PREFIX}INFO - [solver] {text}" for text in ("starting — mode=shadow  log_dir=/x", solved)]
    world.engine.learn(RunKind.DRY_RUN, [*said, *DOCUMENT])
    solver = (await ended(world, (await started(world))["id"]))["solver"]
    assert (solver["mode"], solver["status"], solver["migrations"], solver["milliseconds"]) == (
        "shadow",
        "OPTIMAL",
        9,
        285,
    )
    assert solver["message"] == "The solver found the best plan: 9 migrations."
    assert solver["consequence"] == "It only watches: ProxLB carries out its own plan."
    assert (solver["agreement"], solver["unread"]) == (None, "No report was written.")


async def test_the_list_is_a_topic(world: World) -> None:
    world.engine.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - API connection to host pve1:8006 succeeded."], endless=True)
    run = await started(world)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            rows = (await world.json("/runs"))["items"]
            if rows and rows[0]["state"] == "collecting":
                break
            await asyncio.sleep(0.02)
    assert [row["id"] for row in rows] == [run["id"]]
    assert rows[0]["message"] == "Collecting."
    assert "result" not in rows[0]


async def test_deltas_follow_a_run(world: World) -> None:
    world.engine.learn(RunKind.BEST_NODE, ["pve2"])
    async with world.client().websocket("/api/v1/events", headers=OWN_PAGE) as socket:
        assert "runs" in (await socket.receive_json())["seq"]
        await subscribe(world, socket, "runs")
        run = await started(world, "best-node")
        row: dict[str, Any] = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            while row.get("state") != "done":
                message = await socket.receive_json()
                if message["type"] == "delta":
                    row |= message["set"][run["id"]]
    assert (row["best_node"], row["message"]) == ("pve2", "pve2 is the best node.")


async def test_another_run_meanwhile_is_a_conflict_that_names_it(world: World) -> None:
    world.engine.learn(RunKind.DRY_RUN, endless=True)
    first = await started(world)
    second = await post(world, {"kind": "best-node"})
    assert second.status_code == 409
    problem = (await second.get_json())["error"]
    assert problem["message"] == "A dry run is under way."
    assert first["id"] in problem["hint"]


async def test_the_same_key_is_the_same_run(world: World) -> None:
    world.engine.learn(RunKind.DRY_RUN, endless=True)
    key = {"Idempotency-Key": "k1"}
    answers = [await (await post(world, {"kind": "dry-run"}, **key)).get_json() for _ in range(2)]
    assert answers[0]["run"]["id"] == answers[1]["run"]["id"]


async def test_a_cancelled_run_ends_and_cannot_be_cancelled_again(world: World) -> None:
    world.engine.learn(RunKind.DRY_RUN, endless=True)
    run = await started(world)
    response = await world.client().delete(f"/api/v1/runs/{run['id']}", headers=OWN_PAGE)
    assert response.status_code == 202
    assert (await response.get_json())["run"]["cancelling"] is True
    assert (await ended(world, run["id"]))["state"] == "cancelled"
    again = await world.client().delete(f"/api/v1/runs/{run['id']}", headers=OWN_PAGE)
    assert again.status_code == 409


async def test_a_rebalance_waits_for_migrations(world: World) -> None:
    task = migration_task()
    running = type(task)(
        task.upid, task.node, task.kind, task.vmid, task.user, task.started_at, None, TaskState.RUNNING
    )
    await world.tick(snapshot(guest(100), guest(101, "pve2"), seconds=10, tasks=(running,)))
    refused = await post(world, {"kind": "rebalance"})
    assert refused.status_code == 409
    assert "Proxmox is migrating web-101" in (await refused.get_json())["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"kind": "everything"},
        {"kind": ["dry-run"]},
        {"kind": "dry-run", "overrides": [1]},
        {"kind": "dry-run", "overrides": {"proxmox_api": {"hosts": ["elsewhere"]}}},
        {"kind": "dry-run", "overrides": {"balancing": {"balanciness": "lots"}}},
        {"kind": "rebalance", "overrides": {"balancing": {"method": "cpu"}}},
    ],
)
async def test_what_cannot_be_used_is_refused(world: World, body: Any) -> None:
    response = await post(world, body)
    assert response.status_code == 400
    assert world.engine.asked == []


@pytest.mark.parametrize("path", ["/runs/none", "/runs/none/log"])
async def test_an_unknown_run_is_not_found(world: World, path: str) -> None:
    assert (await world.get(path)).status_code == 404


@pytest.mark.parametrize("query", ["after=x", "limit=0", "limit=99999", "after=-1"])
async def test_the_log_wants_sensible_numbers(world: World, query: str) -> None:
    run = await started(world)
    assert (await world.get(f"/runs/{run['id']}/log?{query}")).status_code == 400


async def test_read_only_runs_nothing() -> None:
    world = build(SecurityPolicy(read_only=True))
    assert (await post(world, {"kind": "dry-run"})).status_code == 403
    assert world.engine.asked == []


async def test_as_many_as_asked_for_are_told_with_how_long_they_last(world: World) -> None:
    world.engine.learn(RunKind.BEST_NODE, ["pve2"])
    ids = [(await ended(world, (await started(world, "best-node"))["id"]))["id"] for _ in range(3)]
    answer = await world.json("/runs?limit=2")
    assert [row["id"] for row in answer["items"]] == [ids[2], ids[1]]
    assert "PROXLB_UI_STATE_DIR" in answer["note"]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "wrong=1"])
async def test_a_query_that_means_nothing_is_refused(world: World, query: str) -> None:
    assert (await world.get(f"/runs?{query}")).status_code == 400


async def test_a_fresh_answer_of_proxlb_names_the_best_node(world: World) -> None:
    await world.services.cluster.refresh()
    world.engine.learn(RunKind.BEST_NODE, ["pve1"])
    assert (await world.json("/best-node"))["answered_by"] == "planner"
    await ended(world, (await started(world, "best-node"))["id"])
    answer = await world.json("/best-node")
    assert (answer["node"], answer["answered_by"], answer["percent"]) == ("pve1", "engine", None)
    assert (await world.json("/best-node?method=cpu"))["answered_by"] == "planner"
