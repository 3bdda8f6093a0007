"""Switching nodes over HTTP: a real file, the real editor, everything else in memory."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor, YamlSettingsStore
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState

from tests.integration.web.conftest import OWN_PAGE, World, build, eventually, guest, snapshot

TEXT = """\
proxmox_api:
  hosts: [pve1]
  user: proxlb@pve
  pass: canary-secret
  timeout: 10
proxmox_cluster:
  # Emptied
  maintenance_nodes:
    - gone.example.com  # that was the old one
  ignore_nodes: []      # none
balancing:
  enable: true
  balance_types: [vm, ct]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "proxlb.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
async def cockpit(path: Path) -> AsyncIterator[World]:
    world = build(files=(YamlSettingsStore(str(path)), YamlSettingsEditor(str(path))))
    async with world.background.running({"service": world.services.service.run}):
        await world.tick(world.reader.snapshot)
        await eventually(lambda: world.services.service.status.state is ServiceState.RUNNING)
        yield world
        await world.services.service.close()


async def etag(world: World) -> str:
    return str((await world.json("/config"))["etag"])


async def put(world: World, path: str, body: Any, at: str | None = None) -> tuple[int, Any]:
    headers = {**OWN_PAGE, "If-Match": f'"{at or await etag(world)}"'}
    answer = await world.client().put(f"/api/v1{path}", headers=headers, data=json.dumps(body))
    return answer.status_code, await answer.get_json()


async def test_maintenance_adds_one_line_and_takes_it_away_again(cockpit: World, path: Path) -> None:
    status, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": "save"})
    assert status == 200
    assert answer["applied"] == {"action": None, "task": None, "message": "", "hint": ""}
    line = "    - gone.example.com  # that was the old one\n"
    assert path.read_text() == TEXT.replace(line, line + "    - pve1\n")
    await cockpit.tick(cockpit.reader.snapshot)
    assert (await cockpit.json("/nodes/pve1"))["maintenance"] == ["settings"]
    assert cockpit.control.performed == []
    status, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": False, "apply": "save"})
    assert (status, answer["saved"]["changed"]) == (200, True)
    assert path.read_text() == TEXT


async def test_a_node_that_is_not_there_can_only_be_taken_out(cockpit: World, path: Path) -> None:
    status, answer = await put(cockpit, "/nodes/pve9/maintenance", {"enabled": True, "apply": "save"})
    assert (status, answer["error"]["code"]) == (404, "not-found")
    assert path.read_text() == TEXT
    status, _ = await put(cockpit, "/nodes/gone.example.com/maintenance", {"enabled": False, "apply": "save"})
    assert status == 200
    assert cockpit.services.cluster.view.settings is not None
    assert cockpit.services.cluster.view.settings.settings.proxmox_cluster.maintenance_nodes == []


async def test_ignoring_keeps_the_comment_behind_the_list(cockpit: World, path: Path) -> None:
    status, _ = await put(cockpit, "/nodes/pve2/ignored", {"enabled": True, "apply": "save"})
    assert status == 200
    (line,) = [one for one in path.read_text().splitlines() if "ignore_nodes" in one]
    assert "pve2" in line and line.endswith("# none")
    await cockpit.tick(cockpit.reader.snapshot)
    assert (await cockpit.json("/nodes/pve2"))["ignored"] is True


@pytest.mark.parametrize(("apply", "action"), [("now", ServiceAction.RESTART), ("next-run", ServiceAction.RELOAD)])
async def test_proxlb_is_told_when_it_was_asked_for(cockpit: World, apply: str, action: ServiceAction) -> None:
    _, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": apply})
    assert answer["applied"]["action"] == action
    assert answer["applied"]["task"]["action"] == action
    await eventually(lambda: cockpit.control.performed == [action])


async def test_a_service_that_cannot_be_told_keeps_the_save(cockpit: World, path: Path) -> None:
    reason = "This Docker container may not be restarted from here."
    cockpit.control.refuse(ServiceAction.RESTART, reason)
    await eventually(lambda: bool(cockpit.services.service.status.refused))
    status, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": "now"})
    assert status == 200
    assert answer["applied"]["task"] is None
    assert answer["applied"]["message"] == reason
    assert "- pve1" in path.read_text()


async def test_a_stopped_service_is_started_at_once_or_reads_the_file_later(cockpit: World) -> None:
    cockpit.control.crash(0)
    await eventually(lambda: cockpit.services.service.status.state is ServiceState.STOPPED)
    _, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": "next-run"})
    assert (answer["applied"]["action"], "not running" in answer["applied"]["message"]) == (None, True)
    _, answer = await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": "now"})
    assert answer["applied"]["action"] == "start"
    await eventually(lambda: cockpit.control.performed == [ServiceAction.START])


async def test_a_switch_needs_the_state_it_was_made_for(cockpit: World, path: Path) -> None:
    body = {"enabled": True, "apply": "save"}
    for where in ("maintenance", "ignored"):
        answer = await cockpit.client().put(f"/api/v1/nodes/pve1/{where}", headers=OWN_PAGE, data=json.dumps(body))
        assert answer.status_code == 428
    old = await etag(cockpit)
    path.write_text(TEXT + "# and more\n")
    status, answer = await put(cockpit, "/nodes/pve1/maintenance", body, at=old)
    assert (status, answer["error"]["code"]) == (412, "stale")
    assert [line["text"] for line in answer["error"]["diff"] if line["kind"] == "added"] == ["    - pve1"]
    assert path.read_text() == TEXT + "# and more\n"


@pytest.mark.parametrize(
    ("where", "body", "word"),
    [
        ("maintenance", {}, "enabled"),
        ("maintenance", {"enabled": "yes", "apply": "save"}, "enabled"),
        ("maintenance", {"enabled": True}, "apply"),
        ("maintenance", {"enabled": True, "apply": "later"}, "apply"),
        ("ignored", {"enabled": True, "apply": "save", "force": True}, "force"),
        ("schedule", {"apply": "save"}, "schedules"),
        ("schedule", {"schedules": "Monday, 8:00", "apply": "save"}, "schedules"),
        ("schedule", {"schedules": ["Montag, 8:00"], "duration_hours": 1, "apply": "save"}, "Montag"),
        ("schedule", {"schedules": ["Monday, 24:00"], "duration_hours": 1, "apply": "save"}, "24:00"),
        ("schedule", {"schedules": ["Monday, 8:00"], "apply": "save"}, "duration_hours"),
        ("schedule", {"schedules": ["Monday, 8:00"], "duration_hours": -1, "apply": "save"}, "duration_hours"),
        ("schedule", {"schedules": ["Monday, 8:00"], "duration_hours": 1.5, "apply": "save"}, "duration_hours"),
        ("schedule", {"schedules": ["Monday, 8:00"] * 51, "duration_hours": 1, "apply": "save"}, "schedules"),
    ],
)
async def test_what_cannot_be_used_is_told_and_changes_nothing(
    cockpit: World, path: Path, where: str, body: dict[str, Any], word: str
) -> None:
    status, answer = await put(cockpit, f"/nodes/pve1/{where}", body)
    assert (status, answer["error"]["code"]) == (400, "invalid")
    assert word in answer["error"]["message"]
    assert path.read_text() == TEXT


async def test_a_weekly_schedule_is_written_shown_and_removed(cockpit: World, path: Path) -> None:
    body = {"schedules": ["Monday, 8:00", "Sunday, 23:30"], "duration_hours": 4, "pre_migration_minutes": 30}
    status, _ = await put(cockpit, "/nodes/pve1/schedule", {**body, "apply": "save"})
    assert status == 200
    await cockpit.tick(cockpit.reader.snapshot)
    shown = (await cockpit.json("/nodes/pve1"))["schedule"]
    assert shown["entries"] == body["schedules"]
    assert (shown["duration_hours"], shown["pre_migration_minutes"], shown["skipped"]) == (4, 30, [])
    assert shown["window"]["empties_at"] < shown["window"]["begins_at"] < shown["window"]["ends_at"]
    status, _ = await put(cockpit, "/nodes/pve1/schedule", {"schedules": [], "apply": "save"})
    assert status == 200
    await cockpit.tick(cockpit.reader.snapshot)
    assert (await cockpit.json("/nodes/pve1"))["schedule"] is None
    assert "Monday" not in path.read_text()


async def test_an_older_proxlb_gets_no_schedule(cockpit: World, path: Path) -> None:
    cockpit.control.stand(replace(await cockpit.control.status(), version="1.1.13"))
    await eventually(lambda: cockpit.services.service.status.version == "1.1.13")
    body = {"schedules": ["Monday, 8:00"], "duration_hours": 4, "apply": "save"}
    status, answer = await put(cockpit, "/nodes/pve1/schedule", body)
    assert (status, answer["error"]["code"]) == (409, "conflict")
    assert "2.1.0" in answer["error"]["message"]
    assert path.read_text() == TEXT


async def test_the_preview_is_of_the_file_the_switch_will_save(cockpit: World) -> None:
    await cockpit.tick(
        snapshot(guest(100), guest(101, status="stopped"), guest(102, "pve2"), guest(103, lock="backup"))
    )
    found = await cockpit.json("/nodes/pve1/evacuation")
    assert found["etag"] == f'"{await etag(cockpit)}"'
    assert [(one["vmid"], one["source"], one["target"]) for one in found["leaves"]] == [
        (100, "pve1", "pve2"),
        (103, "pve1", "pve2"),
    ]
    assert found["leaves"][1]["notes"]
    assert [(one["vmid"], one["reason"], one["running"]) for one in found["stays"]] == [(101, "stopped", False)]
    assert found["summary"] == "2 running guests leave pve1. 1 guest that is not running stays."
    states = {node["name"]: node["state"] for node in found["nodes"]}
    assert states == {"pve1": "maintenance", "pve2": "online"}
    assert found["still"] == []
    await put(cockpit, "/nodes/pve1/maintenance", {"enabled": True, "apply": "save"}, at=found["etag"].strip('"'))
    plan = await cockpit.client().post("/api/v1/plan", headers=OWN_PAGE, data="{}")
    assert [(one["vmid"], one["target"]) for one in (await plan.get_json())["moves"]] == [(100, "pve2"), (103, "pve2")]


async def test_the_preview_of_an_end_names_who_else_keeps_the_node(cockpit: World) -> None:
    seen = cockpit.reader.snapshot
    nodes = tuple(replace(one, ha_state="maintenance") if one.name == "pve1" else one for one in seen.nodes)
    await cockpit.tick(replace(seen, nodes=nodes))
    found = await cockpit.json("/nodes/pve1/evacuation?enabled=false")
    assert (found["enabled"], found["still"]) == (False, ["ha"])
    assert (await cockpit.json("/nodes/pve1"))["maintenance"] == ["ha"]


async def test_the_preview_of_an_unknown_node_is_not_found(cockpit: World) -> None:
    assert (await cockpit.get("/nodes/pve9/evacuation")).status_code == 404
    assert (await cockpit.get("/nodes/pve1/evacuation?enabled=maybe")).status_code == 400


async def test_before_the_first_reading_there_is_no_preview(empty: World) -> None:
    assert (await empty.get("/nodes/pve1/evacuation")).status_code == 503


async def test_a_name_with_a_domain_is_told_with_the_node_it_means(cockpit: World, path: Path) -> None:
    path.write_text(TEXT.replace("gone.example.com", "PVE2.example.com"))
    await cockpit.tick(cockpit.reader.snapshot)
    (problem,) = [one for one in (await cockpit.json("/config"))["problems"] if one["code"] == "unknown-node"]
    assert problem["suggestion"] == "pve2"
    warnings = {one["code"]: one for one in (await cockpit.json("/overview"))["warnings"]}
    assert warnings["unknown-node-maintenance_nodes"]["hint"] == "Did you mean pve2?"
