"""The spread as ProxLB would see it, and the headline made of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.balance import (
    assigned_per_node,
    health,
    reserved_memory_bytes,
    spread,
    threshold_percent,
)
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode

from tests.unit.domain.examples import GIB, RAW, guest, node, settings, settings_file, snapshot, view


def told(*used_gib: float, **balancing: Any) -> Any:
    nodes = [node(f"pve{n}", used, 100) for n, used in enumerate(used_gib, 1)]
    raw = {**RAW, "balancing": {"enable": True, "balance_types": ["vm"], **balancing}}
    return health(view(snapshot(nodes), settings_file(raw)))


@pytest.mark.parametrize(
    ("used", "state", "title"),
    [
        ((40, 44), "balanced", "Balanced: memory spread 4 % of 10 % allowed"),
        ((40, 50), "balanced", "Balanced: memory spread 10 % of 10 % allowed"),
        ((40, 50.2), "unbalanced", "Not balanced: memory spread 10.2 %, 10 % allowed"),
        ((40, 50.04), "unbalanced", "Not balanced: memory spread 10.040 %, 10 % allowed"),
        ((40, 63), "unbalanced", "Not balanced: memory spread 23 %, 10 % allowed"),
    ],
)
def test_only_more_than_allowed_is_unbalanced(used: tuple[float, ...], state: str, title: str) -> None:
    found = told(*used)
    assert (found.state, found.title) == (state, title)
    assert "pve2 has the most memory used, pve1 the least." in found.detail


def test_a_threshold_triggers_when_it_is_reached() -> None:
    assert told(75, 80, memory_threshold=80).title == "Not balanced: pve2 is at 80 % memory, limit 80 %"
    assert told(75, 79, memory_threshold=80).state == "balanced"
    assert told(75, 80, memory_threshold=0).state == "balanced"
    assert told(75, 80, cpu_threshold=1).state == "balanced"
    assert threshold_percent(settings(balancing={"method": "cpu", "cpu_threshold": 5})) == 5


def test_balancing_that_is_off_says_so_first() -> None:
    found = told(10, 80, enable=False)
    assert found.state == "off"
    assert found.title == "Balancing is off (balancing.enable is false)"
    assert found.detail.startswith("Not balanced")


def test_what_cannot_be_judged_is_unknown() -> None:
    assert told(1, 90, mode="psi").state == "unknown"
    assert "pressure" in told(1, 90, mode="psi").title
    assert told().state == "unknown"
    assert health(view(None, settings_file())).state == "unknown"
    assert health(view(snapshot(), None)).state == "unknown"


def test_offline_and_ignored_nodes_do_not_count_but_those_in_maintenance_do() -> None:
    here = settings(proxmox_cluster={"ignore_nodes": ["pve3"], "maintenance_nodes": ["pve4"]})
    nodes = [
        node("pve1", 50, 100),
        node("pve2", 1, 100, status=NodeStatus.OFFLINE),
        node("pve3", 99, 100),
        node("pve4", 3, 100),
    ]
    found = spread(Method.MEMORY, Mode.USED, nodes, {}, here)
    assert found is not None
    assert (found.highest, found.lowest, found.percent) == ("pve1", "pve4", 47)


def test_assigned_counts_running_guests_and_the_reserve() -> None:
    guests = [
        guest(100, "pve1", 10),
        guest(101, "pve1", 20, tags=("plb_ignore_x",)),
        guest(102, "pve1", 40, status="stopped"),
        guest(103, "pve2", 8),
    ]
    sums = assigned_per_node(guests)
    assert sums["pve1"].memory_bytes == 30 * GIB
    assert sums["pve1"].cpu_cores == 4
    assert sums["pve1"].disk_bytes == 20 * GIB
    here = settings(balancing={"node_resource_reserve": {"defaults": {"memory": 4}, "pve1": {"memory": 20}}})
    found = spread(Method.MEMORY, Mode.ASSIGNED, [node("pve1", 0, 60), node("pve2", 0, 20)], sums, here)
    assert found is not None
    assert found.highest_percent == pytest.approx(75)
    assert found.percent == pytest.approx(25)


def test_a_reserve_larger_than_the_node_is_not_applied() -> None:
    here = settings(balancing={"node_resource_reserve": {"defaults": {"memory": 64}, "pve1": {"memory": 0}}})
    assert reserved_memory_bytes(node("pve1", 1, 32), here) == 0
    assert reserved_memory_bytes(node("pve1", 1, 128), here) == 64 * GIB
    assert reserved_memory_bytes(node("pve1", 1, 128), None) == 0


@given(st.lists(st.floats(0, 200), min_size=1, max_size=20))
def test_the_spread_is_the_distance_between_the_extremes(used: list[float]) -> None:
    nodes = [node(f"n{i}", value, 100) for i, value in enumerate(used)]
    found = spread(Method.MEMORY, Mode.USED, nodes, {}, None)
    assert found is not None
    assert found.percent == pytest.approx(max(used) - min(used), abs=1e-6)
    assert found.percent >= 0
    if len(set(used)) == 1:
        assert found.percent == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.booleans()), min_size=1, max_size=8), st.integers(0, 60))
def test_the_headline_never_contradicts_itself(loads: list[tuple[float, bool]], allowed: int) -> None:
    nodes = [node(f"n{i}", 1, memory=Load(used if known else None, 100)) for i, (used, known) in enumerate(loads)]
    raw = {**RAW, "balancing": {"enable": True, "balanciness": allowed}}
    found = health(view(snapshot(nodes), settings_file(raw)))
    shares = [used for used, known in loads if known]
    expected = "unknown" if not shares else "unbalanced" if max(shares) - min(shares) > allowed else "balanced"
    assert found.state == expected
