"""Every read: its shape, its caching, its filters."""

import gzip
import json

import pytest
from proxlb_ui.domain.errors import Unavailable

from tests.integration.web.conftest import World, guest, migration_task, snapshot


async def test_overview(world: World) -> None:
    found = await world.json("/overview")
    assert found["health"]["title"] == "Not balanced: memory spread 31 %, 10 % allowed"
    assert found["connection"]["state"] == "ok"
    assert found["cluster"] == {"name": "test", "quorate": True, "version": "9.1.2"}
    assert found["counts"]["guests"] == {
        "total": 3, "vm": 2, "ct": 1, "running": 3, "stopped": 0, "other": 0, "ignored": 0, "pinned": 1,
    }  # fmt: skip
    active = [one for one in found["balance"]["methods"] if one["active"]]
    assert [(one["method"], one["figure"], one["highest"], one["lowest"]) for one in active] == [
        ("memory", "used", "pve1", "pve2")
    ]


async def test_nodes_and_one_node(world: World) -> None:
    found = await world.json("/nodes")
    assert [row["name"] for row in found["items"]] == ["pve1", "pve2"]
    assert found["items"][0]["memory"]["used_percent"] == 62.5
    assert found["items"][0]["memory"]["assigned"] == 8 * 2**30
    assert found["items"][0]["guests"] == {"vm": 2, "ct": 0, "running": 2}
    assert await world.json("/nodes/pve2") == found["items"][1]


async def test_guests_and_one_guest(world: World) -> None:
    found = await world.json("/guests")
    assert [row["vmid"] for row in found["items"]] == [100, 101, 102]
    pinned = found["items"][1]
    assert pinned["pinned_to"] == ["pve1"]
    assert pinned["tags"] == [
        {"text": "plb_pin_pve1", "kind": "pin", "value": "pve1", "color": None},
        {"text": "prod", "kind": "plain", "value": "prod", "color": "1f7a4d"},
    ]
    assert pinned["disk_bytes"] is None, "Proxmox cannot look into a VM's disk"
    assert found["items"][2]["disk_bytes"] == 0
    assert await world.json("/guests/101") == pinned


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=WEB-101", [101]), ("q=prod", [101]), ("q=nothing", []), ("node=pve2", [102]), ("type=vm", [100, 101]),
        ("status=stopped", []), ("tag=prod", [101]), ("rule=pin", [101]), ("rule=ignore", []),
        ("sort=vmid&order=desc", [102, 101, 100]), ("node=pve1&type=vm&sort=name&order=desc", [101, 100]),
    ],
)  # fmt: skip
async def test_guests_by_query(world: World, query: str, expected: list[int]) -> None:
    assert [row["vmid"] for row in (await world.json(f"/guests?{query}"))["items"]] == expected


@pytest.mark.parametrize("query", ["sort=password", "order=up", "rule=any", "__proto__=1", "limit=3"])
async def test_a_query_that_means_nothing_is_refused(world: World, query: str) -> None:
    response = await world.get(f"/guests?{query}")
    assert response.status_code == 400
    assert (await response.get_json())["error"]["code"] == "invalid"


async def test_an_unknown_figure_sorts_last_both_ways(world: World) -> None:
    await world.tick(snapshot(guest(1), guest(2, uptime_seconds=0), guest(3, uptime_seconds=9)))
    for order, expected in (("asc", [1, 3, 2]), ("desc", [3, 1, 2])):
        rows = (await world.json(f"/guests?sort=started_at&order={order}"))["items"]
        assert [row["vmid"] for row in rows] == expected


async def test_rules(world: World) -> None:
    found = await world.json("/rules")
    (pin,) = found["rules"]
    assert (pin["id"], pin["members"], pin["nodes"], pin["state"]) == (
        "pin/tag/plb_pin_pve1",
        [101],
        ["pve1"],
        "satisfied",
    )
    assert found["guests"] == {
        "101": {"name": "web-101", "type": "vm", "node": "pve1", "status": "running", "seen": True}
    }
    assert found["nodes"] == [{"name": name, "usable": True, "note": ""} for name in ("pve1", "pve2")]
    assert (found["conflicts"], found["unread"]) == ([], [])


async def test_a_serious_conflict_is_in_the_overview_too(world: World) -> None:
    apart = [guest(vmid, tags=("plb_anti_affinity_db",)) for vmid in (1, 2, 3)]
    await world.tick(snapshot(*apart))
    (conflict,) = (await world.json("/rules"))["conflicts"]
    assert (conflict["kind"], conflict["severity"], conflict["guests"]) == (
        "anti-affinity-too-large",
        "serious",
        [1, 2, 3],
    )
    first = (await world.json("/overview"))["warnings"][0]
    assert (first["code"], first["severity"]) == ("anti-affinity-too-large", "serious")
    assert first["link"] == "#/rules?conflict=anti-affinity-too-large"


async def test_rules_before_the_first_reading(empty: World) -> None:
    assert (await empty.get("/rules")).status_code == 503


async def test_migrations(world: World) -> None:
    await world.tick(snapshot(guest(101), tasks=(migration_task(),)))
    row = (await world.json("/migrations"))["items"][0]
    assert (row["vmid"], row["source"], row["target"], row["state"]) == (101, "pve2", "pve1", "ok")
    assert (await world.json("/migrations?guest=web-101"))["items"] == [row]
    assert (await world.json("/migrations?node=pve9"))["items"] == []


async def test_service_and_setup(world: World) -> None:
    found = await world.json("/service")
    assert found["state"] == "running"
    assert {one["action"]: one["allowed"] for one in found["actions"]}["start"] is False
    rows = (await world.json("/setup"))["items"]
    assert {row["state"] for row in rows} <= {"ok", "warning", "failed", "skipped"}
    assert {"settings", "proxmox-api", "privileges", "service", "log"} == {row["id"] for row in rows}


async def test_logs(world: World) -> None:
    world.log.say(*(f"line {number}" for number in range(30)))
    page = await world.json("/logs?limit=10")
    assert [line["text"] for line in page["items"]] == [f"line {number}" for number in range(20, 30)]
    assert page["more"] is True
    older = await world.json(f"/logs?limit=5&before={page['items'][0]['cursor']}")
    assert [line["text"] for line in older["items"]] == [f"line {number}" for number in range(15, 20)]
    assert (await world.json("/logs?q=line 7"))["items"][0]["text"] == "line 7"


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=99999", "level=LOUD", "q=" + "x" * 201, "limit=%C2%B2"])
async def test_bad_log_queries(world: World, query: str) -> None:
    assert (await world.get(f"/logs?{query}")).status_code == 400


@pytest.mark.parametrize("path", ["/overview", "/nodes", "/guests", "/migrations", "/rules", "/service"])
async def test_what_the_browser_has_is_not_sent_again(world: World, path: str) -> None:
    first = await world.get(path)
    again = await world.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert await again.get_data() == b""
    await world.tick(snapshot(guest(100), seconds=10))
    if path != "/service":
        assert (await world.get(path, **{"If-None-Match": first.headers["ETag"]})).status_code == 200


async def test_compressed_when_wanted_and_equal_either_way(world: World) -> None:
    await world.tick(snapshot(*(guest(number) for number in range(100, 400))))
    small = await world.get("/guests", **{"Accept-Encoding": "gzip, br"})
    plain = await world.get("/guests", **{"Accept-Encoding": "gzip;q=0"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Vary"] == "Accept-Encoding"
    assert json.loads(gzip.decompress(await small.get_data())) == await plain.get_json()


async def test_the_age_of_the_data_is_told(world: World) -> None:
    response = await world.get("/nodes")
    assert int(response.headers["Age"]) >= 0
    assert response.headers["Cache-Control"] == "no-cache"
    assert (await response.get_json())["as_of"].endswith("Z")


async def test_before_the_first_reading_the_reason_is_told(empty: World) -> None:
    empty.reader.problem = Unavailable("pve1:8006 refuses connections.", "Check the port.")
    await empty.services.cluster.refresh()
    await empty.cockpit.publisher.publish_cluster()
    for path in ("/nodes", "/guests", "/migrations", "/guests/100", "/guests?q=x"):
        response = await empty.get(path)
        assert response.status_code == 503
        error = (await response.get_json())["error"]
        assert (error["message"], error["hint"]) == ("pve1:8006 refuses connections.", "Check the port.")
    overview = await empty.json("/overview")
    assert overview["connection"]["state"] == "unreachable"
    assert overview["counts"] is None


async def test_the_last_good_data_stays_when_the_cluster_goes(world: World) -> None:
    world.reader.problem = Unavailable("gone")
    await world.services.cluster.refresh()
    await world.cockpit.publisher.publish_cluster()
    assert len((await world.json("/guests"))["items"]) == 3
    assert (await world.json("/overview"))["connection"]["message"] == "gone"


async def test_no_answer_holds_a_secret(world: World) -> None:
    for path in ("/overview", "/nodes", "/guests", "/migrations", "/service", "/setup", "/logs", "/session"):
        assert b"canary-secret" not in await (await world.get(path)).get_data()


async def test_the_log_around_one_line(world: World) -> None:
    world.log.say(*(f"line {number:02}" for number in range(30)))
    cursor = (await world.json("/logs?q=line 15"))["items"][0]["cursor"]
    page = await world.json(f"/logs?around={cursor}&limit=4")
    assert [one["text"][-2:] for one in page["items"]] == ["13", "14", "15", "16", "17"]
    assert (await world.json("/logs?around=nowhere"))["gap"] is True


async def test_the_whole_log_as_a_file(world: World) -> None:
    world.log.say(*(f"line {number}" for number in range(2500)))
    response = await world.get("/logs/download?format=jsonl")
    assert response.headers["Content-Disposition"] == 'attachment; filename="proxlb-log.jsonl"'
    lines = (await response.get_data()).decode().splitlines()
    assert [json.loads(line)["text"] for line in lines] == [f"line {number}" for number in range(2500)]
    text = await (await world.get("/logs/download?q=line 7&level=INFO")).get_data()
    assert text.decode().splitlines()[0].endswith("INFO     line 7")
    assert (await world.get("/logs/download?format=exe")).status_code == 400
    world.log.break_down(Unavailable("The source is away.", "Wait."))
    assert (await world.get("/logs/download")).status_code == 503
