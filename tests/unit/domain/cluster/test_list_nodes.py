"""Nodes as a list shows them."""

from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Node
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.use_cases.cluster.list_nodes import ListedNode, list_nodes

from tests.unit.domain.examples import GIB, NOON, RAW, guest, node, settings_file, snapshot, view


def listed(cluster: dict[str, Any] | None = None, *nodes: Node, **changes: Any) -> list[ListedNode]:
    guests = [
        guest(100, memory_gib=8),
        guest(101, kind=GuestKind.CT),
        guest(102, status="stopped"),
        guest(103, on="pve2"),
    ]
    reserves = {"node_resource_reserve": {"pve1": {"memory": 2}}}
    file = settings_file({**RAW, "balancing": reserves, "proxmox_cluster": cluster or {}})
    seen = snapshot(nodes or (node("pve1"), node("pve2"), node("pve3")), guests)
    return list(list_nodes(view(seen, file, **changes), seen, NOON))


def test_guests_and_what_they_may_use_are_counted_by_node() -> None:
    one, two, three = listed()
    assert (one.vms, one.cts, one.running) == (2, 1, 2), "one does not run"
    assert (two.vms, two.cts, two.running) == (1, 0, 1)
    assert (three.vms, three.cts, three.running) == (0, 0, 0)
    memory = one.shares[Method.MEMORY]
    assert (memory.load.percent, memory.assigned, memory.assigned_percent) == (25, 12 * GIB, 37.5)
    assert three.shares[Method.MEMORY].assigned_percent == 0
    assert (one.reserved_memory_bytes, two.reserved_memory_bytes) == (2 * GIB, 0)
    assert set(one.shares) == set(Method)


def test_an_unknown_total_gives_no_share() -> None:
    assert listed()[0].shares[Method.DISK].assigned_percent is None


def test_what_is_known_of_each_node_is_told() -> None:
    known = {"pve2": History(pressure={Method.CPU: MeasuredPressure(some=3.0)})}
    cluster = {"maintenance_nodes": ["pve2"], "ignore_nodes": ["pve3"]}
    one, two, three = listed(cluster, histories=known, facts=ClusterFacts(node_versions={"pve1": "9.1.1"}))
    assert (one.version, two.version) == ("9.1.1", None)
    assert (one.maintenance, two.maintenance) == ((), ("settings",))
    assert (two.ignored, three.ignored) == (False, True)
    assert (one.pressure, two.pressure[Method.CPU].some) == ({}, 3.0)


@pytest.mark.parametrize(
    ("entry", "is_open", "begins"),
    [("Monday, 11:00", True, "2026-03-02T11:00"), ("Tuesday, 8:00", False, "2026-03-03")],
)
def test_the_window_that_is_open_or_comes_next(entry: str, is_open: bool, begins: str) -> None:
    schedule = {"schedules": {"pve1": [entry, "Montag, 8"], "pve3": []}, "duration": 4, "pre-migration": 30}
    one, two, three = listed({"maintenance_nodes_schedule": schedule})
    assert one.schedule is not None
    assert (one.schedule.entries, one.schedule.skipped) == ((entry, "Montag, 8"), ("Montag, 8",))
    assert (one.schedule.duration_hours, one.schedule.pre_migration_minutes) == (4, 30)
    assert one.schedule.window is not None
    assert one.schedule.open is is_open
    assert one.schedule.window.begins_at.isoformat().startswith(begins)
    assert (two.schedule, three.schedule) == (None, None)


def test_a_schedule_that_cannot_be_read_has_no_window() -> None:
    one = listed({"maintenance_nodes_schedule": {"schedules": {"pve1": ["Montag, 8"]}}})[0]
    assert one.schedule is not None
    assert (one.schedule.window, one.schedule.open) == (None, False)
