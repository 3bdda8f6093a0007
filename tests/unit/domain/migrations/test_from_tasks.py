"""Migrations out of Proxmox' tasks."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.task import TaskState, is_upid, node_of
from proxlb_ui.domain.model.migrations.from_tasks import migrations_from, target_in

from tests.unit.domain.examples import NOON, guest, task


def test_only_migrations_are_taken_newest_first() -> None:
    tasks = [task(100, at=0), task(101, at=30, kind="qmstart"), task(102, at=60, kind="vzmigrate")]
    found = migrations_from(tasks, [guest(100, "pve2", name="web")], {})
    assert [one.vmid for one in found] == [102, 100]
    assert [one.guest for one in found] == ["CT 102", "web"]
    assert found[0].kind is GuestKind.CT
    assert (found[1].source, found[1].target) == ("pve1", "pve2")


def test_the_target_is_where_the_next_migration_began() -> None:
    tasks = [task(100, "pve1", at=0), task(100, "pve2", at=60), task(100, "pve3", at=120)]
    found = migrations_from(tasks, [guest(100, "pve1")], {})
    assert [(one.source, one.target) for one in found] == [("pve3", "pve1"), ("pve2", "pve3"), ("pve1", "pve2")]


def test_a_failed_or_running_one_has_only_the_target_that_is_known() -> None:
    broken = task(100, at=0, state=TaskState.FAILED, message="storage 'local' is not available")
    going = task(101, at=10, state=TaskState.RUNNING, ended_at=None)
    found = migrations_from([broken, going], [guest(100), guest(101)], {broken.upid: "pve3"})
    assert [(one.target, one.state) for one in found] == [(None, TaskState.RUNNING), ("pve3", TaskState.FAILED)]
    assert found[1].reason == "storage 'local' is not available"
    assert found[0].ended_at is None


def test_a_guest_that_did_not_move_has_no_target() -> None:
    assert migrations_from([task(100)], [guest(100, "pve1")], {})[0].target is None
    assert migrations_from([task(100)], [], {})[0].target is None


def test_an_ha_request_and_its_migration_are_one() -> None:
    request, move = task(100, at=0, kind="hamigrate"), task(100, at=20)
    (found,) = migrations_from([move, request], [guest(100, "pve2")], {})
    assert (found.upid, found.ha, found.state, found.target) == (move.upid, True, TaskState.OK, "pve2")


def test_an_ha_request_alone_is_pending_and_in_the_end_a_failure() -> None:
    request = task(100, kind="hamigrate")
    (found,) = migrations_from([request], [guest(100)], {request.upid: "pve2"}, NOON + timedelta(seconds=60))
    assert (found.state, found.target, found.ended_at, found.ha) == (TaskState.RUNNING, "pve2", None, True)
    (found,) = migrations_from([request], [guest(100)], {}, NOON + timedelta(seconds=121))
    assert found.state is TaskState.FAILED
    assert "no migration followed" in found.reason


def test_a_migration_long_after_a_request_is_told_alone() -> None:
    tasks = [task(100, at=0, kind="hamigrate"), task(100, at=121)]
    (found,) = migrations_from(tasks, [guest(100, "pve2")], {}, NOON + timedelta(hours=1))
    assert not found.ha


def test_a_refused_request_stays_a_failure() -> None:
    refused = task(100, kind="hamigrate", state=TaskState.FAILED, message="no such node")
    found = migrations_from([refused, task(100, at=30)], [guest(100, "pve2")], {})
    assert [(one.state, one.ha) for one in found] == [(TaskState.OK, False), (TaskState.FAILED, True)]
    assert found[1].reason == "no such node"


def test_targets_are_read_from_logs() -> None:
    assert target_in(["x", "2026-03-02 12:00:00 starting migration of VM 100 to node 'pve-2' (192.0.2.2)"]) == "pve-2"
    assert target_in(["2026-03-02 12:00:00 starting migration of CT 104 to node 'pve3' (192.0.2.3)"]) == "pve3"
    assert target_in(["Requesting HA migration for VM 100 to node pve2"]) == "pve2"
    assert target_in(["TASK ERROR: no"]) is None
    assert target_in([]) is None


def test_upids() -> None:
    good = "UPID:pve-1:000586C3:0078E111:6A4BB5C8:qmigrate:9102:root@pam!sdk:"
    assert is_upid(good)
    assert node_of(good) == "pve-1"
    for bad in (good + "x", good.replace("9102", "../x"), good.replace("pve-1", "a/b"), good + "\n", "UPID:"):
        assert not is_upid(bad)
        assert node_of(bad) == ""


KINDS = st.sampled_from(["qmigrate", "vzmigrate", "hamigrate", "vzdump"])
TASKS = st.lists(
    st.tuples(
        st.integers(100, 103), st.integers(0, 400), KINDS, st.sampled_from(list(TaskState)), st.sampled_from("abc")
    ),
    max_size=25,
)


@given(TASKS, st.booleans())
def test_no_real_migration_is_lost_or_doubled(rows: list[tuple[int, int, str, TaskState, str]], timed: bool) -> None:
    tasks = {
        one.upid: one for one in (task(vmid, on, at=at, kind=kind, state=state) for vmid, at, kind, state, on in rows)
    }
    now = NOON + timedelta(hours=1) if timed else None
    found = migrations_from(tasks.values(), [guest(100, "a"), guest(101, "b")], {}, now)
    upids = [one.upid for one in found]
    assert len(set(upids)) == len(upids)
    assert {upid for upid in tasks if ":qmigrate:" in upid or ":vzmigrate:" in upid} <= set(upids) <= set(tasks)
    assert [one.started_at for one in found] == sorted((one.started_at for one in found), reverse=True)
    assert all(one.target != one.source for one in found)
