"""Routes are what they declare; conftest.py compares every answer of every test here with its declaration."""

from collections.abc import Iterator
from typing import Any

import pytest
from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.entrypoints.web.kit.describe import Declaration, Query
from proxlb_ui.entrypoints.web.kit.published import Document
from proxlb_ui.entrypoints.web.kit.shapes import form_of
from proxlb_ui.entrypoints.web.live.shapes import TOPICS
from proxlb_ui.entrypoints.web.migrations.shapes import MigrationShape
from proxlb_ui.entrypoints.web.nodes.shapes import NodeShape
from proxlb_ui.entrypoints.web.openapi import declared_routes
from proxlb_ui.entrypoints.web.services import API, WebConfig

from tests.integration.web.conftest import HOST, OWN_PAGE, World, guest, migration_task, snapshot
from tests.integration.web.interface.declared import misfits, wrong
from tests.integration.web.test_runs import DOCUMENT, ended, started

PLAIN = {"since": "2026-03-02T12:00:00Z", "before": "", "id": migration_task().upid}


def _routes(world: World) -> Iterator[tuple[str, str, str, Declaration]]:
    for rule, path, method, declaration in declared_routes(world.cockpit.app, WebConfig()):
        if not rule.websocket:
            yield rule.endpoint, path, method.upper(), declaration


async def _filled(world: World) -> dict[str, str]:
    """A world in which there is one of everything, and the names by which to ask for it."""
    client = world.client()
    world.engine.learn(RunKind.DRY_RUN, DOCUMENT)
    world.reader.task_logs[PLAIN["id"]] = ("starting migration", "TASK OK")
    world.log.say("2026-11-24 02:20:58,951 - ProxLB - INFO - hello")
    await world.tick(snapshot(guest(100), guest(101, tags=("plb_pin_pve2",)), tasks=(migration_task(),)))
    tag = (await world.json("/config"))["etag"]
    body = {"changes": [{"path": ["balancing", "balanciness"], "value": 7}]}
    saved = await client.put(f"{API}/config", json=body, headers={**OWN_PAGE, "If-Match": f'"{tag}"'})
    acted = await client.post(f"{API}/service/restart", headers=OWN_PAGE)
    run = await ended(world, (await started(world))["id"])
    return {
        "name": "pve1",
        "vmid": "100",
        "run_id": run["id"],
        "task_id": (await acted.get_json())["task"]["id"],
        "backup_id": (await saved.get_json())["saved"]["backup"],
    }


def _address(path: str, names: dict[str, str], query: dict[str, str]) -> str:
    for name, value in names.items():
        path = path.replace(f"{{{name}}}", value)
    return path + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


async def test_every_read_answers_what_it_declares(world: World) -> None:
    names, asked = await _filled(world), set()
    for endpoint, path, method, declaration in _routes(world):
        if method == "GET":
            needed = {one.name: PLAIN["id"] for one in declaration.query if one.name == "id"}
            response = await world.client().get(_address(path, names, needed), headers=HOST)
            assert response.status_code == 200, (path, await response.get_data())
            asked.add((method, endpoint))
    assert len(asked) >= 23
    assert asked <= world.answers.seen


def _values(one: Query) -> tuple[list[str], list[str]]:
    """Values it takes, and values it does not."""
    if one.words:
        return list(one.words), ["no-such-word"]
    if one.kind is int:
        assert one.least is not None
        assert one.most is not None
        return [str(one.least), str(one.most)], ["x", "-1", str(one.most + 1)]
    return [PLAIN.get(one.name, "1")], ["x"] if one.format else []


async def test_every_query_takes_what_it_declares_and_nothing_else(world: World) -> None:
    names, seen = await _filled(world), 0
    for _, path, method, declaration in _routes(world):
        for one in declaration.query:
            needed = {other.name: PLAIN["id"] for other in declaration.query if other.name == "id"}
            right, bad = _values(one)
            for value in (*right, *bad):
                address = _address(path, names, {**needed, one.name: value})
                body = {} if method == "POST" else None
                response = await world.client().open(address, method=method, headers=OWN_PAGE, json=body)
                assert (response.status_code == 400) is (value in bad), f"{address}: {response.status_code}"
                seen += 1
    assert seen > 80


async def test_every_body_that_is_declared_is_read(world: World) -> None:
    """What a route takes no body for is asked without one; test_bodies.py sends what cannot be used to the others."""
    writes = {(method, path): one.body for _, path, method, one in _routes(world) if method != "GET"}
    assert {path for (_, path), body in writes.items() if body is None} == {
        "/api/v1/service/{action}",
        "/api/v1/config/backups/{backup_id}/restore",
        "/api/v1/runs/{run_id}",
        "/api/v1/session",
    }


def test_a_route_that_declares_nothing_is_found(empty: World) -> None:
    async def silent() -> str:
        return ""

    empty.cockpit.app.add_url_rule(f"{API}/silent", "silent", silent)
    with pytest.raises(LookupError, match="silent"):
        list(declared_routes(empty.cockpit.app, WebConfig()))


async def test_every_topic_is_published_as_it_is_declared(world: World) -> None:
    await _filled(world)
    world.cockpit.publisher.publish_runs()
    topics = world.cockpit.publisher.topics
    assert set(topics) == set(TOPICS)
    for name, topic in topics.items():
        contents = [topic.content] if isinstance(topic, Document) else list((topic.rows or {}).values())
        assert contents, name
        for content in contents:
            assert misfits(form_of(TOPICS[name]), content) == [], name


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": 1}, ".name is 1"), ({"name": None}, ".name is null"), ({"status": "gone"}, ".status is 'gone'"),
        ({"maintenance": ["ha", "x"]}, ".maintenance[1] is 'x'"), ({"ignored": 0}, ".ignored is 0"),
        ({"more": 1}, ".more is not declared"), ({"guests": {"vm": 1.5, "ct": 0, "running": 0}}, ".guests.vm is 1.5"),
        ({"guests": {"vm": 1, "ct": 0}}, ".guests.running is missing"), ({"cpu": None}, ".cpu is null"),
        ({"uptime_seconds": True}, ".uptime_seconds is True"), ({"pressure": {"cpu": 1}}, ".pressure.cpu is 1"),
    ],
)  # fmt: skip
async def test_a_row_that_is_not_as_declared_would_be_noticed(world: World, change: Any, problem: str) -> None:
    row = await world.json("/nodes/pve1")
    assert misfits(form_of(NodeShape), row) == []
    (found,) = misfits(form_of(NodeShape), {**row, **change})
    assert found.startswith(problem)


async def test_a_time_without_a_zone_would_be_noticed(world: World) -> None:
    await _filled(world)
    (row,) = (await world.json("/migrations"))["items"]
    assert misfits(form_of(MigrationShape), {**row, "ended_at": "2026-03-02T12:00:00"})
    assert not misfits(form_of(MigrationShape), {**row, "ended_at": None})


def test_an_error_or_status_that_is_not_declared_would_be_noticed() -> None:
    declared = Declaration(NodeShape, errors=(NotFound,))
    assert wrong(declared, 404, {"error": {"code": "not-found"}}) == []
    assert wrong(declared, 409, {"error": {"code": "conflict"}})
    assert wrong(declared, 202, {})
    assert wrong(Declaration(), 200, {})
