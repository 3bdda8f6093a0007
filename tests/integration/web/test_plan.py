"""The plan, the best node and the balancing settings over HTTP, and the reason in every guest's row."""

import json
from typing import Any

import pytest
from proxlb_ui.domain.model.settings.values.settings import Balancing

from tests.integration.web.conftest import OWN_PAGE, World, eventually, guest, snapshot


async def ask(world: World, question: Any, path: str = "/api/v1/plan") -> Any:
    body = question if isinstance(question, bytes) else json.dumps(question).encode()
    return await world.client().post(path, data=body, headers=OWN_PAGE)


async def answer(world: World, question: Any, path: str = "/api/v1/plan") -> Any:
    response = await ask(world, question, path)
    assert response.status_code == 200, await response.get_data()
    return await response.get_json()


@pytest.fixture
async def planned(world: World) -> World:
    """A cluster in which VM 100 would move, seen by the planner too."""
    await world.tick(snapshot(guest(100), guest(101, tags=("plb_pin_pve1", "prod")), guest(102, "pve2")))
    await world.services.plans.refresh()
    await world.cockpit.publisher.publish_plan()
    return world


async def test_the_next_runs_plan(planned: World) -> None:
    plan = await answer(planned, {})
    assert plan["what_if"] is False
    assert plan["trigger"] == "spread"
    assert plan["balance"]["before"]["highest"] == "pve1"
    assert plan["balance"]["after"]["spread_percent"] < plan["balance"]["before"]["spread_percent"]
    moves = {move["vmid"]: move for move in plan["moves"]}
    assert moves[100]["target"] == "pve2"
    assert moves[100]["sentence"] == "Would move to pve2: highest used memory on pve1"
    told = {one["vmid"] for one in (*plan["moves"], *plan["stays"])}
    assert told == {100, 101, 102}
    assert sum(one["count"] for one in plan["stay_reasons"]) == len(plan["stays"])
    assert plan["nodes"][0]["before"]["guests"] == plan["nodes"][0]["after"]["guests"] + len(plan["moves"])
    assert plan["best_node"] == "pve2"


async def test_a_supposition_changes_the_answer_and_nothing_else(planned: World) -> None:
    before = await answer(planned, {})
    supposed = await answer(planned, {"nodes": {"pve2": "offline"}})
    assert supposed["what_if"] is True
    assert supposed["moves"] == []
    assert supposed["nodes"][1] == {"name": "pve2", "state": "offline", "before": None, "after": None}
    after = await answer(planned, {})
    assert after["moves"] == before["moves"]
    assert (await planned.json("/nodes"))["items"][1]["status"] == "online"


async def test_the_list_of_stays_can_be_left_out(planned: World) -> None:
    short = await answer(planned, {}, "/api/v1/plan?stays=none")
    assert short["stays"] == []
    assert short["stay_reasons"]


@pytest.mark.parametrize(
    ("question", "start"),
    [
        (b"{", "The request is no JSON"),
        (b"[" * 100_000, "The request is no JSON"),
        ({"settings": {"memory_threshold": -1}}, "settings.memory_threshold:"),
        ({"nodes": {"pve9": "offline"}}, "nodes.pve9:"),
        ({"tags": {"999": {"add": ["a"]}}}, "tags.999:"),
        ({"pins": {"100": ["pve2"]}, "nodes": {"pve2": "ignored"}}, "pins.100:"),
    ],
)  # fmt: skip
async def test_bad_questions_are_refused_in_words(planned: World, question: Any, start: str) -> None:
    response = await ask(planned, question)
    assert response.status_code == 400
    error = (await response.get_json())["error"]
    assert error["code"] == "invalid"
    assert error["message"].startswith(start)
    assert error["hint"]


async def test_no_plan_before_the_cluster_was_read(empty: World) -> None:
    assert (await ask(empty, {})).status_code == 503
    assert (await empty.get("/best-node")).status_code == 503
    assert (await empty.get("/balancing")).status_code == 503


async def test_the_best_node(planned: World) -> None:
    found = await planned.json("/best-node")
    assert (found["node"], found["method"], found["mode"]) == ("pve2", "memory", "used")
    assert found["answered_by"] == "planner"
    assert (await planned.json("/best-node?method=cpu&mode=assigned"))["mode"] == "assigned"
    refused = await planned.get("/best-node?method=ram")
    assert refused.status_code == 400


async def test_the_balancing_settings_explain_themselves(planned: World) -> None:
    found = await planned.json("/balancing")
    items = {item["key"]: item for item in found["items"]}
    assert list(items) == list(Balancing.model_fields)
    assert items["balanciness"] | {"help": "", "title": ""} == {
        "key": "balanciness", "title": "", "help": "", "kind": "integer", "value": 10, "set": True, "default": 10,
        "unit": "points", "minimum": 0, "maximum": 100, "choices": [], "optional": False, "in_plan": True, "note": "",
    }  # fmt: skip
    assert items["cpu_threshold"]["note"] == "Does nothing while the method is memory."
    assert items["parallel"]["set"] is False
    kinds = {key: items[key]["kind"] for key in ("enable", "method", "balance_types", "ignore_guests", "pools", "psi")}
    assert list(kinds.values()) == ["switch", "choice", "choices", "names", "table", "table"]
    assert (items["cpu_overcommit"]["kind"], items["cpu_overcommit"]["in_plan"]) == ("number", False)
    assert found["etag"].startswith('"')
    assert all(item["help"] and item["title"] for item in found["items"])


async def test_both_pages_say_the_same_of_a_key(planned: World) -> None:
    fields = {tuple(field["path"]): field for field in (await planned.json("/config"))["fields"]}
    for item in (await planned.json("/balancing"))["items"]:
        field = fields["balancing", item["key"]]
        same = ("title", "help", "unit", "minimum", "maximum", "default", "choices")
        assert [item[name] for name in same] == [field[name] for name in same]


async def test_every_guest_says_why(planned: World) -> None:
    row = await planned.json("/guests/100")
    assert row["why"] == {
        "would": "move",
        "reason": "resources",
        "sentence": "Would move to pve2: highest used memory on pve1",
        "target": "pve2",
    }
    assert (await planned.json("/guests/102"))["why"]["would"] == "stay"
    assert all(item["why"] for item in (await planned.json("/guests"))["items"])
    assert 100 in [item["vmid"] for item in (await planned.json("/guests?would=move"))["items"]]
    assert 102 in [item["vmid"] for item in (await planned.json("/guests?would=stay"))["items"]]
    assert (await planned.get("/guests?would=fly")).status_code == 400


async def test_the_reasons_follow_the_readings_by_themselves(world: World) -> None:
    plans, publisher = world.services.plans, world.cockpit.publisher
    await world.tick(snapshot(guest(100)))
    await plans.refresh()
    await eventually(lambda: (publisher.guests.rows or {})["100"]["why"] is not None)
    await world.tick(snapshot(guest(100, "pve2")))
    await plans.refresh()
    await eventually(lambda: (publisher.guests.rows or {})["100"]["why"]["would"] == "stay")


async def test_the_overview_explains_what_is_compared(planned: World) -> None:
    methods = (await planned.json("/overview"))["balance"]["methods"]
    active = next(row for row in methods if row["active"])
    assert active["highest_percent"] - active["lowest_percent"] == pytest.approx(active["spread_percent"])
    assert active["score"] == pytest.approx(100 - active["spread_percent"], abs=0.1)
    assert active["allowed_percent"] == 10
    assert "10 percent points" in active["explanation"]
