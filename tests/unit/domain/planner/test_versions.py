"""Each version of ProxLB decides in its own way, and the plan follows the one that runs."""

from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import LATEST, Amount, PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.planner.versions.as_version import as_version
from proxlb_ui.domain.planner.versions.traits import told_of, traits_of

from tests.differential.clusters import random_input
from tests.unit.domain import examples
from tests.unit.domain.planner.inputs import GIB, guest, node

FULL, HALF, EMPTY = node("pve1", 28), node("pve2", 16), node("pve3", 2)


def planned(version: str | None, nodes: list[Any], guests: list[Any], **balancing: Any) -> Plan:
    section = Balancing.model_validate({"enable": True, "balance_types": ["vm", "ct"], **balancing})
    return make_plan(as_version(version, PlanInput(tuple(nodes), tuple(guests), section)))


@pytest.mark.parametrize(("version", "moves"), [("2.2.0", 1), ("2.3.0", 0), (None, 0), ("1.1.13", 1), ("v2.2.0-1", 1)])
def test_ignore_guests_came_with_2_3_0(version: str | None, moves: int) -> None:
    """P8"""
    assert len(planned(version, [FULL, EMPTY], [guest(100, "pve1")], ignore_guests=["vm100"]).moves) == moves


@pytest.mark.parametrize(("version", "closed"), [("2.0.1", False), ("2.1.0", True), ("2.3.0", True)])
def test_schedules_came_with_2_1_0(version: str, closed: bool) -> None:
    """P8"""
    schedule = {"duration": 24 * 7, "schedules": {"pve1": ["Monday, 0:00"]}}
    settings = examples.settings(proxmox_cluster={"maintenance_nodes_schedule": schedule})
    seen = examples.snapshot([examples.node("pve1"), examples.node("pve2")])
    found = plan_input(seen, ClusterFacts(), settings, examples.NOON, version=version)
    assert found.nodes[0].maintenance is closed


@pytest.mark.parametrize(("version", "target"), [("2.2.0", "pve3"), ("2.3.0", "pve2")])
def test_pins_are_found_in_any_case_since_2_3_0(version: str, target: str) -> None:
    """P8"""
    plan = planned(version, [FULL, HALF, EMPTY], [guest(100, "pve1", tags=("plb_pin_PVE2",))])
    assert plan.targets["vm100"] == target


@pytest.mark.parametrize(("version", "targets"), [("1.1.13", ["pve3", "pve3"]), ("2.0.0", ["pve3", "pve2"])])
def test_the_best_node_is_looked_for_before_each_group_since_2_0_0(version: str, targets: list[str]) -> None:
    """P8: the first versions heap everything on the node that was best at the start."""
    nodes = [node("pve1", 31), node("pve2", 8), node("pve3", 7)]
    plan = planned(version, nodes, [guest(100, "pve1", 3), guest(101, "pve1", 3)])
    assert [plan.targets["vm100"], plan.targets["vm101"]] == targets


def test_pressure_of_disks_is_nothing_before_2_3_0() -> None:
    """P8: it asks Proxmox for pressuredisk, which is called pressureio there."""
    waiting = Amount(10 * GIB, 100 * GIB, MeasuredPressure(50, 50, 50, 50))
    limits = {"disk": {"pressure_full": 10, "pressure_some": 10, "pressure_spikes": 10}}
    psi = {"mode": "psi", "method": "disk", "psi": {"nodes": limits, "guests": {}}}
    plans = [planned(version, [node("pve1", disk=waiting), EMPTY], [], **psi) for version in ("2.2.0", "2.3.0")]
    assert [plan.nodes_under_pressure for plan in plans] == [(), ("pve1",)]


@pytest.mark.parametrize(("version", "ends"), [("1.1.13", True), ("2.0.0", False)])
def test_before_2_0_0_a_reserve_of_everything_ends_proxlb_even_unused(version: str, ends: bool) -> None:
    """P8, P19"""
    nodes, reserve = [node("pve1", 8), node("pve2", 8)], {"pve1": {"memory": 32}}
    assert (planned(version, nodes, [], node_resource_reserve=reserve).ends_with is not None) is ends


@pytest.mark.parametrize(("version", "target"), [("1.1.13", "pve2"), ("2.0.0", "pve3")])
def test_before_2_0_0_a_pool_without_settings_makes_pins_strict(version: str, target: str) -> None:
    """P8"""
    guests = [guest(100, "pve1", pools=("dev", "prod"))]
    plan = planned(version, [FULL, HALF, EMPTY], guests, pools={"dev": {"pin": ["pve2"], "strict": False}})
    assert plan.targets["vm100"] == target


def test_what_the_version_means_for_the_plan_is_told() -> None:
    """P8"""
    section = Balancing.model_validate({"ignore_guests": ["web"], "psi": None})
    assert told_of("2.3.0", section) == ()
    assert told_of("2.2.0", section) == ("ProxLB 2.2.0 does not know ignore_guests, so it has no effect here.",)
    assert told_of(None, section) == ("ProxLB's version is not known; this is what 2.3.0 would do.",)
    (newer,) = told_of("2.4.0", section)
    assert newer == "This plan was compared with ProxLB 1.1.11 to 2.3.0; 2.4.0 may decide otherwise."
    assert told_of("1.0.6", section)[-1].endswith("1.0.6 may decide otherwise.")


def test_nobody_knowing_the_version_changes_nothing() -> None:
    assert traits_of(None) == traits_of("2.3.0") == traits_of("2.4.0") == LATEST
    case = random_input(7)
    assert as_version(None, case) == case
    assert as_version(None, case).guests is case.guests
