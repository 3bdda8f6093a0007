"""Guests as a list shows them, those that pass a filter, and their order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.expected import Expected, Would
from proxlb_ui.domain.planner.plan import MoveReason, StayReason
from proxlb_ui.domain.use_cases.cluster.filter_guests import GuestFilter, GuestOrder, GuestRule, filter_guests
from proxlb_ui.domain.use_cases.cluster.list_guests import ListedGuest, list_guests

from tests.unit.domain.examples import GIB, NOON, guest, settings_file, snapshot, view

EXPECTED = {
    1: Expected(Would.MOVE, MoveReason.RESOURCES, "Would move to pve2.", "pve2"),
    2: Expected(Would.STAY, StayReason.PINNED_HERE, "Stays."),
}
GUESTS = (
    guest(1, name="Web-1", tags=("plb_pin_pve1", "prod"), memory_gib=8, uptime_seconds=60),
    guest(2, on="pve2", name="db", kind=GuestKind.CT, pool="Shop", uptime_seconds=3600),
    guest(3, name="old", status="stopped", tags=("plb_ignore_x",), memory_gib=2),
)


def listed(**changes: Any) -> list[ListedGuest]:
    seen = snapshot(guests=GUESTS)
    return list(list_guests(view(seen, settings_file(), **changes), seen, EXPECTED))


def with_disk(one: Guest, used: float) -> Guest:
    return replace(one, disk=Load(used, 10 * GIB))


def chosen(**wanted: Any) -> list[int]:
    return [one.guest.vmid for one in filter_guests(listed(), GuestFilter(**wanted))]


def test_what_is_known_of_a_guest_is_put_together() -> None:
    one, two, three = listed(histories={1: History(pressure={Method.CPU: MeasuredPressure(some=2.5)})})
    assert (one.started_at, three.started_at) == (NOON - timedelta(seconds=60), None)
    assert (one.score, two.score) == (97.5, None)
    assert (one.expected, three.expected) == (EXPECTED[1], None)
    assert [tag.value for tag in one.tags] == ["pve1", "prod"]
    assert one.placement.pinned_to == ("pve1",)


def test_the_used_disk_of_a_vm_is_known_only_when_it_says_so() -> None:
    seen = snapshot(guests=[with_disk(guest(1), 0), with_disk(guest(2), 5)])
    assert [row.disk.used for row in list_guests(view(seen), seen, {})] == [None, 5]
    container = snapshot(guests=[with_disk(guest(3, kind=GuestKind.CT), 0)])
    assert [row.disk.used for row in list_guests(view(container), container, {})] == [0], "a CT's may be empty"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [1, 2, 3]), ({"text": "WEB"}, [1]), ({"text": "shop"}, [2]), ({"text": "prod"}, [1]), ({"text": "3"}, [3]),
        ({"text": "nothing"}, []), ({"node": "pve2"}, [2]), ({"node": "pve"}, []), ({"status": "stopped"}, [3]),
        ({"kind": "ct"}, [2]), ({"tag": "prod"}, [1]), ({"tag": "pro"}, []), ({"rule": GuestRule.PIN}, [1]),
        ({"rule": GuestRule.IGNORE}, [3]), ({"would": Would.MOVE}, [1]), ({"would": Would.STAY}, [2]),
        ({"kind": "vm", "status": "running"}, [1]),
    ],
)  # fmt: skip
def test_only_what_passes_everything_is_left(wanted: dict[str, Any], expected: list[int]) -> None:
    assert chosen(**wanted) == expected


@pytest.mark.parametrize(
    ("order", "upward", "downward"),
    [
        (GuestOrder.VMID, [1, 2, 3], [3, 2, 1]),
        (GuestOrder.NAME, [1, 2, 3], [3, 2, 1]),
        (GuestOrder.KIND, [2, 1, 3], [3, 1, 2]),
        (GuestOrder.NODE, [1, 3, 2], [2, 3, 1]),
        (GuestOrder.MEMORY_TOTAL, [3, 2, 1], [1, 2, 3]),
        (GuestOrder.MEMORY_PERCENT, [1, 2, 3], [3, 2, 1]),
        (GuestOrder.STARTED_AT, [2, 1, 3], [1, 2, 3]),
        (GuestOrder.POOL, [2, 1, 3], [2, 1, 3]),
    ],
)
def test_what_is_not_known_comes_last_either_way(order: GuestOrder, upward: list[int], downward: list[int]) -> None:
    assert chosen(order=order) == upward
    assert chosen(order=order, descending=True) == downward


@pytest.mark.parametrize("order", GuestOrder)
def test_every_order_can_be_asked_for(order: GuestOrder) -> None:
    assert sorted(chosen(order=order)) == [1, 2, 3]
