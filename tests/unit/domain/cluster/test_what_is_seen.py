"""What the parts of a snapshot say of themselves, and what holds where Proxmox says nothing."""

from datetime import UTC, datetime

import pytest
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Node, NodeStatus
from proxlb_ui.domain.model.cluster.connection import Connection, ConnectionState
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import HistoryNeed
from proxlb_ui.domain.model.cluster.task import TaskOutcome, TaskState, node_of, outcome_of, started_at, vmid_of
from proxlb_ui.domain.model.cluster.view import ClusterView, not_read_yet

from tests.approval import approve
from tests.unit.domain.examples import NOON, guest, node

UPID = "UPID:pve-1:000586C3:0078E111:6A4BB5C8:qmigrate:9102:root@pam!sdk:"


@pytest.mark.parametrize(
    ("status", "running"), [("running", True), ("paused", True), ("stopped", False), ("unknown", False)]
)
def test_a_paused_guest_runs_and_one_of_which_nothing_is_known_does_not(status: str, running: bool) -> None:
    assert guest(100, status=status).running is running


def test_only_the_ha_managers_word_for_it_is_maintenance() -> None:
    states = (None, "online", "maintenance")
    assert [node("pve1", ha_state=state).in_ha_maintenance for state in states] == [False, False, True]


def test_a_nodes_priority_is_no_part_of_its_name() -> None:
    rule = HaRule("near", HaRuleKind.NODES, nodes=("pve1:2", "pve2", "pve3:"))
    assert rule.node_names == ("pve1", "pve2", "pve3")


def test_what_proxmox_does_not_say_is_not_taken_for_granted() -> None:
    bare = Guest(100, "vm100", GuestKind.VM, "pve1", "running")
    assert (bare.template, bare.uptime_seconds, Node("pve1", NodeStatus.ONLINE).uptime_seconds) == (False, 0, 0)
    rule = HaRule("near", HaRuleKind.NODES)
    assert (rule.strict, rule.enabled) == (False, True)
    assert ClusterFacts().proxmox_balances is False
    assert HistoryNeed() == HistoryNeed(nodes=False, guests=False, spikes=False)
    assert Connection(ConnectionState.OK, NOON).interval_seconds == 10


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("OK", TaskOutcome(TaskState.OK)),
        ("WARNINGS: 2", TaskOutcome(TaskState.WARNINGS, "WARNINGS: 2")),
        ("migration aborted", TaskOutcome(TaskState.FAILED, "migration aborted")),
        ("OK, but", TaskOutcome(TaskState.FAILED, "OK, but")),
        ("", TaskOutcome(TaskState.FAILED)),
    ],
)
def test_a_task_ends_as_its_exit_text_says(text: str, outcome: TaskOutcome) -> None:
    assert outcome_of(text) == outcome


def test_a_tasks_name_tells_node_guest_and_time_or_nothing_at_all() -> None:
    assert (node_of(UPID), vmid_of(UPID)) == ("pve-1", 9102)
    assert started_at(UPID) == datetime(2026, 7, 6, 14, 3, 52, tzinfo=UTC)
    storage = UPID.replace(":9102:", ":local-lvm:")
    assert (node_of(storage), vmid_of(storage)) == ("pve-1", None)
    assert vmid_of(UPID.replace(":9102:", "::")) is None
    for bad in ("", UPID.removesuffix(":"), UPID.replace("6A4BB5C8", "xyz")):
        assert (node_of(bad), vmid_of(bad), started_at(bad)) == ("", None, None)


def test_why_there_is_nothing_to_show_yet() -> None:
    said = [
        Connection(ConnectionState.LOADING, NOON),
        Connection(ConnectionState.UNREACHABLE, NOON, "pve1 does not answer.", "Is it switched on?"),
        Connection(ConnectionState.ERROR, NOON, "pve1 does not answer."),
    ]
    found = [not_read_yet(ClusterView(connection)) for connection in said]
    approve("refusals", [f"{one.message}\n{one.hint}" for one in found])
