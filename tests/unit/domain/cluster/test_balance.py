"""The spread as ProxLB would see it, and the headline made of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.balance import (
    Assigned,
    Spread,
    assigned_per_node,
    assigned_percent,
    health,
    pressure_spread,
    reserved_memory_bytes,
    spread,
    threshold_percent,
    used_percent,
)
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode

from tests.approval import approve
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


def test_every_headline_is_one_a_person_understands() -> None:
    ample = {"memory_threshold": 80}
    approve(
        "balance",
        [
            told(40, 44),
            told(40, 63),
            told(40, 63, enable=False),
            told(75, 80, **ample),
            told(75, 80.3, **ample),
            told(40, 44, mode="assigned"),
            told(40, 44, method="cpu"),
            told(40, 44, method="disk"),
            told(40, 44, mode="psi"),
            told(),
            health(view(None, settings_file())),
            health(view(snapshot(), None)),
        ],
    )


def test_each_method_looks_at_its_own_resource() -> None:
    loads = {"cpu": Load(1, 10), "memory": Load(2, 10), "disk": Load(3, 10)}
    assigned = Assigned(cpu_cores=4, memory_bytes=5, disk_bytes=6)
    here = node("pve1", **loads)
    used, shares = {}, {}
    for method in Method:
        used[method] = used_percent(here, method)
        shares[method] = assigned_percent(here, assigned, method, None)
    assert used == {Method.CPU: 10, Method.MEMORY: 20, Method.DISK: 30}
    assert shares == {Method.CPU: 40, Method.MEMORY: 50, Method.DISK: 60}
    assert [assigned.of(method) for method in (Method.CPU, Method.MEMORY, Method.DISK)] == [4, 5, 6]


def test_the_reserve_takes_from_memory_alone_and_only_where_its_total_is_known() -> None:
    here = settings(balancing={"node_resource_reserve": {"defaults": {"memory": 8}}})
    assigned = Assigned(cpu_cores=4, memory_bytes=12 * GIB, disk_bytes=6)
    small = node("pve1", 1, 32, cpu=Load(1, 16), disk=Load(None, 12))
    assert assigned_percent(small, assigned, Method.MEMORY, here) == 50
    assert assigned_percent(small, assigned, Method.CPU, here) == 25
    assert assigned_percent(small, assigned, Method.DISK, here) == 50
    unseen = node("pve1", memory=Load())
    assert assigned_percent(unseen, assigned, Method.MEMORY, here) is None
    assert reserved_memory_bytes(unseen, here) == 0


@pytest.mark.parametrize(
    ("defaults", "own", "reserved_gib"),
    [(4, None, 4), (4, 0, 4), (4, 1, 1), (0, 1, 1), (32, None, 32), (33, None, 0), (4, 32, 32), (4, 33, 0), (0, 0, 0)],
)
def test_a_reserve_of_the_nodes_own_goes_before_the_default(
    defaults: int, own: int | None, reserved_gib: float
) -> None:
    reserves = {"defaults": {"memory": defaults}} | ({} if own is None else {"pve1": {"memory": own}})
    here = settings(balancing={"node_resource_reserve": reserves})
    assert reserved_memory_bytes(node("pve1", 1, 32), here) == reserved_gib * GIB


def test_guests_without_figures_count_as_nothing_and_sums_are_kept_apart() -> None:
    known, bare = guest(100, "pve1", 3), replace(guest(101, "pve1"), cpu=Load(), memory=Load(), disk=Load())
    paused = replace(guest(102, "pve2", status="paused"), memory=Load(None, 7), disk=Load(None, 9))
    assert assigned_per_node([known, bare, paused]) == {
        "pve1": Assigned(2, 3 * GIB, 10 * GIB),
        "pve2": Assigned(2, 7, 9),
    }
    assert assigned_per_node([replace(known, status="stopped")]) == {}


def test_a_spread_tells_both_ends_and_a_score_that_ends_at_nothing() -> None:
    found = spread(Method.MEMORY, Mode.USED, [node("pve1", 30, 100), node("pve2", 90, 100)], {}, None)
    assert found == Spread(60, "pve2", "pve1", 90)
    assert (found.lowest_percent, found.score) == (30, 40)
    assert (Spread(0, "a", "a", 5).score, Spread(130, "a", "b", 150).score) == (100, 0)
    assert spread(Method.MEMORY, Mode.USED, [], {}, None) is None


def test_a_node_without_guests_has_nothing_assigned() -> None:
    nodes = [node("pve1", 1, 100), node("pve2", 1, 100)]
    found = spread(Method.MEMORY, Mode.ASSIGNED, nodes, {"pve2": Assigned(memory_bytes=25 * GIB)}, None)
    assert found == Spread(25, "pve2", "pve1", 25)
    assert Assigned() == Assigned(0, 0, 0)


def test_the_pressure_is_that_of_the_highest_peaks_of_the_nodes_it_is_known_of() -> None:
    calm, busy = MeasuredPressure(9, 8, 7, 1.5), MeasuredPressure(1, 2, 3, 40)
    histories = {
        "pve1": History(pressure={Method.CPU: calm, Method.MEMORY: busy}),
        "pve2": History(pressure={Method.CPU: busy}),
        "pve3": History(0.5),
        100: History(pressure={Method.CPU: MeasuredPressure(99, 99, 99, 99)}),
    }
    nodes = [node(f"pve{number}") for number in (1, 2, 3, 4)]
    assert pressure_spread(Method.CPU, histories, nodes) == Spread(38.5, "pve2", "pve1", 40)
    assert pressure_spread(Method.MEMORY, histories, nodes) == Spread(0, "pve1", "pve1", 40)
    assert pressure_spread(Method.DISK, histories, nodes) is None


@pytest.mark.parametrize("method", ["memory", "cpu", "disk"])
def test_each_method_has_a_threshold_of_its_own(method: str) -> None:
    limits = {"memory_threshold": 70, "cpu_threshold": 80, "disk_threshold": 90}
    assert threshold_percent(settings(balancing={"method": method, **limits})) == limits[f"{method}_threshold"]
    assert threshold_percent(settings(balancing={"method": method, f"{method}_threshold": 0})) is None
    assert threshold_percent(settings(balancing={"method": method})) is None
