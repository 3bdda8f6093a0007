"""Recorded and odd JSON as values."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.adapters.proxmox_api.answers.facts import missing_privileges, proxmox_balances, tag_colors
from proxlb_ui.adapters.proxmox_api.answers.translate import (
    cluster_from,
    guests_from,
    ha_states_from,
    maintenance_from,
    moment,
    nodes_from,
    number,
    rows_of,
    tasks_from,
    truth,
)
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.task import TaskState

from tests.samples import SAMPLES, needs_samples

VM = {
    "type": "qemu", "id": "qemu/100", "vmid": "100", "name": "web", "node": "pve1", "status": "running", "cpu": 0,
    "maxcpu": 4, "mem": 10, "maxmem": 40, "disk": 0, "maxdisk": 99, "uptime": 7, "template": 0,
    "tags": "a;plb_pin_pve1", "pool": "dev", "hastate": "started", "lock": "migrate",
}  # fmt: skip


def recorded(name: str) -> Any:
    assert SAMPLES is not None
    return json.loads((SAMPLES / "pve" / "recorded-9.x" / name).read_text())["data"]


@needs_samples
def test_a_recorded_cluster() -> None:
    rows = rows_of(recorded("TestClusterAndHAReads_02_GET_cluster_resources.json"))
    nodes = nodes_from(rows)
    assert [node.name for node in nodes] == ["pve", "pve2-dogfood", "pve3-dogfood"]
    assert {node.status for node in nodes} == {NodeStatus.ONLINE}
    assert nodes[1].cpu.used == pytest.approx(0.177993527508091 * 4)
    assert nodes[1].memory == Load(1878560768, 8327639040)
    assert nodes[1].ha_state == "online"


@needs_samples
def test_every_recorded_answer_about_guests_can_be_read() -> None:
    assert SAMPLES is not None
    files = sorted((SAMPLES / "pve" / "recorded-9.x").glob("*cluster_resources_type_vm.json"))
    assert files
    for file in files:
        rows = rows_of(json.loads(file.read_text())["data"])
        guests = guests_from(rows, {}, {})
        assert len(guests) == len(rows)
        assert all(guest.name and guest.node and guest.vmid >= 100 for guest in guests)


@needs_samples
def test_recorded_ha_rows() -> None:
    rows = rows_of(recorded("TestHAArmDisarmCycle_05_GET_cluster_ha_status_current.json"))
    assert cluster_from([], rows) == (None, True)
    assert maintenance_from(rows) == frozenset()


def test_a_guest_with_everything() -> None:
    (guest,) = guests_from([VM], {}, {})
    assert (guest.vmid, guest.name, guest.kind, guest.running) == (100, "web", GuestKind.VM, True)
    assert guest.cpu == Load(0, 4)
    assert guest.disk == Load(None, 99)
    assert guest.tags == ("a", "plb_pin_pve1")
    assert (guest.pool, guest.ha_state, guest.lock, guest.template) == ("dev", "started", "migrate", False)


def test_a_ct_knows_its_disk() -> None:
    (guest,) = guests_from([{**VM, "type": "lxc", "id": "lxc/100", "disk": 5}], {}, {})
    assert (guest.kind, guest.disk) == (GuestKind.CT, Load(5, 99))


def test_a_guest_of_a_lost_node_keeps_its_name_and_has_no_figures() -> None:
    bare = {"id": "lxc/104", "type": "lxc", "node": "pve1", "vmid": 104, "status": "unknown"}
    (guest,) = guests_from([bare], {104: "mail"}, {104: "error"})
    assert (guest.name, guest.status, guest.ha_state) == ("mail", "unknown", "error")
    assert guest.cpu == guest.memory == guest.disk == Load()
    assert guests_from([bare], {}, {})[0].name == "CT 104"
    assert guests_from([{**bare, "vmid": None}], {}, {})[0].vmid == 104


def test_an_offline_node_has_no_loads_and_the_local_ha_manager_knows_its_maintenance() -> None:
    rows = [{"type": "node", "node": "b", "status": "offline"}, {"type": "node", "node": "a", "status": "strange"}]
    offline = nodes_from(rows, frozenset({"b"}))
    assert [node.status for node in offline] == [NodeStatus.UNKNOWN, NodeStatus.OFFLINE]
    assert offline[1].memory == Load()
    assert [node.in_ha_maintenance for node in offline] == [False, True]


def test_maintenance_and_states_from_ha_rows() -> None:
    rows = [
        {"type": "lrm", "node": "pve4", "status": "pve4 (maintenance mode, Mon Mar  2 12:00:00 2026)"},
        {"type": "lrm", "node": "pve1", "status": "pve1 (active, Mon Mar  2 12:00:00 2026)"},
        {"type": "service", "sid": "vm:100", "state": "started", "crm_state": "migrate"},
        {"type": "service", "sid": "broken"},
    ]
    assert maintenance_from(rows) == {"pve4"}
    assert ha_states_from(rows) == {100: "migrate"}


@pytest.mark.parametrize(
    ("row", "state", "message"),
    [
        ({}, TaskState.RUNNING, ""),
        ({"endtime": 1700000009, "status": "OK"}, TaskState.OK, ""),
        ({"endtime": "1700000009", "status": "WARNINGS: 2"}, TaskState.WARNINGS, "WARNINGS: 2"),
        ({"endtime": 1700000009, "status": "no space"}, TaskState.FAILED, "no space"),
        ({"endtime": 1700000009}, TaskState.FAILED, ""),
    ],
)
def test_tasks(row: dict[str, Any], state: TaskState, message: str) -> None:
    base = {"upid": "UPID:x", "node": "pve1", "type": "qmigrate", "id": "100", "user": "root@pam"}
    (task,) = tasks_from([{**base, "starttime": "1700000000", **row}, {"upid": "no time"}])
    assert (task.vmid, task.state, task.message) == (100, state, message)
    assert task.started_at == datetime.fromtimestamp(1700000000, UTC)
    assert tasks_from([{**base, "id": "", "starttime": 1}])[0].vmid is None


@pytest.mark.parametrize(
    ("status", "ha", "expected"),
    [
        ([{"type": "cluster", "name": "lab", "quorate": 0}], [], ("lab", False)),
        ([], [{"type": "quorum", "quorate": "1"}], (None, True)),
        ([{"type": "node", "name": "pve"}], [], (None, None)),
    ],
)
def test_quorum(status: list[Any], ha: list[Any], expected: tuple[str | None, bool | None]) -> None:
    assert cluster_from(status, ha) == expected


def test_numbers_and_booleans_come_in_many_shapes() -> None:
    assert [number(value) for value in (1, "0.46", True, None, 10**999, "x", "nan", "inf", [], {})] == [
        1, 0.46, 1, None, None, None, None, None, None, None,
    ]  # fmt: skip
    assert [truth(value) for value in (1, "1", True, 0, "0", None, "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert moment("x") is None
    assert moment(10**30) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*VM, "starttime", "endtime", "upid", "sid", "quorate", "crm_state"]), JSON))
def test_no_row_breaks_the_translation(row: dict[str, Any]) -> None:
    for kind in ("qemu", "node", "lrm", "service", "cluster", "quorum"):
        rows = [{**row, "type": kind}, row]
        guests_from(rows, {}, ha_states_from(rows))
        nodes_from(rows, maintenance_from(rows))
        tasks_from(rows)
        cluster_from(rows, rows)


@given(JSON)
def test_no_answer_breaks_the_facts(answer: Any) -> None:
    options = {"tag-style": answer, "crs": answer}
    missing_privileges(answer)
    missing_privileges({"/": answer})
    tag_colors(options)
    tag_colors(answer)
    assert proxmox_balances(options) in (True, False)


def test_facts_come_as_objects_or_as_text() -> None:
    assert proxmox_balances({"crs": "ha=dynamic,ha-auto-rebalance=1"})
    assert not proxmox_balances({"crs": {"ha": "static"}})
    assert tag_colors({"tag-style": "color-map=prod:FF0000,shape=full"}) == {"prod": "ff0000"}
    assert missing_privileges({"/vms": {"VM.Audit": 1, "VM.Migrate": 0}, "/": {"Sys.Audit": 1}}) == ("Datastore.Audit",)


def test_two_thousand_guests_are_translated_quickly() -> None:
    rows = [{**VM, "vmid": 100 + n, "id": f"qemu/{100 + n}", "name": f"vm{n}"} for n in range(2000)]
    best = min(_seconds_for(rows) for _ in range(5))
    assert best < 0.1, "a generous bound for busy machines; 10 to 20 ms are usual"


def _seconds_for(rows: list[dict[str, Any]]) -> float:
    started = time.process_time()
    assert len(guests_from(rows, {}, {})) == 2000
    return time.process_time() - started
