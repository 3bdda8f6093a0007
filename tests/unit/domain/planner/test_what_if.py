"""Asking what if: strict about the question, exact about the answer."""

from typing import Any

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.planner.plan import MoveReason, Plan
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.planner.what_if import suppose
from proxlb_ui.domain.planner.what_if_request import read_what_if

from tests.approval import approve
from tests.unit.domain.examples import GIB, NOON, guest, node, settings, snapshot
from tests.unit.domain.planner.inputs import move_of

BALANCING = {"enable": True, "balance_types": ["vm", "ct"], "balanciness": 50, "memory_threshold": 90}
SETTINGS = settings(
    balancing=BALANCING,
    proxmox_cluster={
        "maintenance_nodes": ["pve4"],
        "maintenance_nodes_schedule": {"duration": 24 * 7, "schedules": {"pve4": ["Monday, 0:00"]}},
    },
)


def cluster() -> ClusterSnapshot:
    nodes = [node("pve1", 24), node("pve2", 16), node("pve3", 10), node("pve4", 10, ha_state="maintenance")]
    big = {"memory": Load(4 * GIB, 8 * GIB)}
    return snapshot(nodes, [guest(100, **big), guest(101, "pve2", tags=("backup", "plb_ignore"), **big)])


def asked(request: Any, file: Settings = SETTINGS) -> Plan:
    what_if = read_what_if(request, file.balancing)
    supposed, changed = suppose(what_if, cluster(), file)
    found = plan_input(supposed, ClusterFacts(version="9.1.1"), changed, NOON, supposed_pins=what_if.pins)
    return make_plan(found)


def test_nothing_supposed_is_the_plan_of_the_next_run() -> None:
    assert read_what_if({}, SETTINGS.balancing).empty
    plan = asked({})
    assert plan.moves == ()
    assert [node.name for node in plan.before if node.maintenance] == ["pve4"]


def test_a_setting_replaces_the_files_and_null_unsets_it() -> None:
    assert move_of(asked({"settings": {"balanciness": 5}}), 100).target == "pve3"
    assert asked({"settings": {"memory_threshold": 70}}).moves
    assert read_what_if({"settings": {"memory_threshold": None}}, SETTINGS.balancing).balancing.memory_threshold is None
    assert read_what_if({"settings": {"balanciness": None}}, SETTINGS.balancing).balancing.balanciness == 10


def test_limits_of_some_resources_only_are_no_hindrance() -> None:
    limits = {"pressure_full": 1, "pressure_some": 2, "pressure_spikes": 3}
    file = settings(balancing={**BALANCING, "psi": {"nodes": {"memory": limits}, "guests": {}}})
    found = read_what_if({"settings": {"balanciness": 5, "cpu_threshold": None}}, file.balancing).balancing
    assert found.model_dump(exclude_unset=True) == {
        **BALANCING,
        "balanciness": 5,
        "psi": file.balancing.psi.model_dump(exclude_unset=True),
    }
    assert found.psi == file.balancing.psi


def test_tags_come_and_go() -> None:
    request = {"settings": {"balanciness": 5}, "tags": {"100": {"add": ["plb_pin_pve2"]}}}
    assert (move_of(asked(request), 100).target, move_of(asked(request), 100).reason) == ("pve2", MoveReason.PIN)
    freed = {"nodes": {"pve2": "maintenance"}, "tags": {"101": {"remove": ["plb_ignore"]}}}
    assert move_of(asked(freed), 101).reason is MoveReason.MAINTENANCE


@pytest.mark.parametrize(
    ("state", "seen"), [("offline", False), ("ignored", False), ("maintenance", True), ("online", True)]
)
def test_a_node_is_what_it_is_supposed_to_be(state: str, seen: bool) -> None:
    before = {node.name: node for node in asked({"nodes": {"pve1": state}}).before}
    assert ("pve1" in before) is seen
    if seen:
        assert before["pve1"].maintenance is (state == "maintenance")


def test_online_ends_every_kind_of_maintenance() -> None:
    plan = asked({"nodes": {"pve4": "online"}})
    assert not any(node.maintenance for node in plan.before)


def test_pins_hold_a_guest() -> None:
    plan = asked({"settings": {"balanciness": 5}, "pins": {"100": ["pve2"]}})
    assert move_of(plan, 100).target == "pve2"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ([], "The request"),
        ({"setings": {}}, "setings"),
        ({"settings": []}, "settings"),
        ({"settings": {"balancyness": 5}}, "settings.balancyness"),
        ({"settings": {"balanciness": -1}}, "settings.balanciness"),
        ({"settings": {"balanciness": 101}}, "settings.balanciness"),
        ({"settings": {"balanciness": 7.5}}, "settings.balanciness"),
        ({"settings": {"balanciness": True}}, "settings.balanciness"),
        ({"settings": {"memory_threshold": -5}}, "settings.memory_threshold"),
        ({"settings": {"enable": "yes"}}, "settings.enable"),
        ({"settings": {"method": "ram"}}, "settings.method"),
        ({"settings": {"mode": None, "balance_types": ["lxc"]}}, "settings.balance_types.0"),
        ({"settings": {"psi": {"nodes": {}}}}, "settings.psi.guests"),
        ({"settings": {"node_resource_reserve": {"a": {"memory": -4}}}}, "settings.node_resource_reserve.a.memory"),
        ({"settings": {"pools": {"dev": {"type": "together"}}}}, "settings.pools.dev.type"),
        ({"tags": {"999": {"add": ["x"]}}}, "tags.999"),
        ({"tags": {"web": {"add": ["x"]}}}, "tags.web"),
        ({"tags": {"100": {"add": ["plb_pin_pve1"], "remove": ["plb_pin_pve1"]}}}, "tags.100"),
        ({"tags": {"100": {"add": ["two words"]}}}, "tags.100.add"),
        ({"tags": {"100": {"add": "plb_ignore"}}}, "tags.100.add"),
        ({"tags": {"100": {"set": []}}}, "tags.100.set"),
        ({"tags": {"100": {"remove": ["never-there"]}}}, "tags.100.remove"),
        ({"nodes": {"pve9": "offline"}}, "nodes.pve9"),
        ({"nodes": {"pve1": "gone"}}, "nodes.pve1"),
        ({"nodes": {"pve1": ["offline"]}}, "nodes.pve1"),
        ({"pins": {"100": ["pve9"]}}, "pins.100"),
        ({"pins": {"100": "pve1"}}, "pins.100"),
        ({"pins": {"7": ["pve1"]}}, "pins.7"),
        ({"pins": {"100": ["pve4"]}}, "pins.100"),
        ({"pins": {"100": ["pve1"]}, "nodes": {"pve1": "offline"}}, "pins.100"),
        ({"pins": {"100": ["pve1", "pve2"]}, "nodes": {"pve1": "maintenance", "pve2": "ignored"}}, "pins.100"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_names_its_field(request_: Any, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        asked(request_)
    assert caught.value.message.startswith(f"{field}:")
    approve("refusals", [caught.value.message, caught.value.hint])
