"""What becomes of one node's guests: who leaves, who stays and why, and what may go wrong."""

from typing import Any

from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.planner.evacuation import Evacuation, evacuation
from proxlb_ui.domain.planner.plan import StayReason, WarningKind
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input

from tests.unit.domain.examples import GIB, NOON, guest, node, settings, snapshot

NODES = (node("pve1", 16), node("pve2", 10), node("pve3", 8))


def emptied(*guests: Guest, rules: tuple[HaRule, ...] = (), **changes: Any) -> Evacuation:
    balancing = {"enable": True, "balance_types": ["vm", "ct"], **changes.pop("balancing", {})}
    cluster = {"maintenance_nodes": ["pve1"], **changes}
    here = settings(balancing=balancing, proxmox_cluster=cluster)
    found = plan_input(snapshot(NODES, guests), ClusterFacts(version="9.1.1"), here, NOON, ha_rules=rules)
    return evacuation("pve1", make_plan(found), guests, rules, here.balancing)


def reasons(found: Evacuation) -> dict[int, StayReason]:
    return {one.stay.vmid: one.stay.reason for one in found.stays}


def test_running_guests_leave_and_stopped_ones_stay() -> None:
    found = emptied(guest(100), guest(101), guest(102, status="stopped"), guest(103, "pve2"))
    assert [one.move.vmid for one in found.leaves] == [100, 101]
    assert reasons(found) == {102: StayReason.STOPPED}
    assert not found.stays[0].running
    assert found.stays[0].remedy
    assert found.summary == "2 running guests leave pve1. 1 guest that is not running stays."


def test_each_reason_to_stay_comes_with_what_to_do() -> None:
    found = emptied(
        guest(100),
        guest(101, tags=("plb_ignore_db",)),
        guest(102, name="pet"),
        guest(103, kind=GuestKind.CT),
        balancing={"balance_types": ["vm"], "ignore_guests": ["pet"]},
    )
    assert reasons(found) == {
        101: StayReason.IGNORED_BY_TAG,
        102: StayReason.IGNORED_BY_NAME,
        103: StayReason.TYPE_NOT_BALANCED,
    }
    assert all(one.running and one.remedy for one in found.stays)
    assert found.summary == "1 of 4 running guests leave pve1."


def test_while_balancing_is_off_nothing_leaves() -> None:
    found = emptied(guest(100), balancing={"enable": False})
    assert reasons(found) == {100: StayReason.BALANCING_OFF}
    assert "balancing.enable" in found.stays[0].remedy


def test_a_pin_to_this_node_alone_holds_nobody_and_is_warned_of() -> None:
    pinned = snapshot(NODES, [guest(100, tags=("plb_pin_pve1",))])
    here = settings(proxmox_cluster={"maintenance_nodes": ["pve1"]})
    plan = make_plan(plan_input(pinned, ClusterFacts(version="9.1.1"), here, NOON))
    assert [one.move.target for one in evacuation("pve1", plan, pinned.guests, (), here.balancing).leaves] == ["pve3"]
    assert [one.guest for one in plan.warnings if one.kind is WarningKind.MAINTENANCE_IGNORES_RULES] == ["vm100"]


def test_with_every_other_node_closed_nothing_can_leave() -> None:
    found = emptied(guest(100), maintenance_nodes=["pve1", "pve2", "pve3"])
    assert reasons(found) == {100: StayReason.NO_TARGET_NODE}


def test_an_ignored_node_is_not_emptied() -> None:
    found = emptied(guest(100), ignore_nodes=["pve1"])
    assert reasons(found) == {100: StayReason.NODE_IGNORED}


def test_what_may_keep_proxmox_from_it_is_noted() -> None:
    rule = HaRule("tier1", HaRuleKind.NODES, (100,), ("pve1:2", "pve9"), strict=True)
    found = emptied(
        guest(100, ha_state="started", lock="backup"),
        guest(101, kind=GuestKind.CT),
        guest(102, ha_state="ignored"),
        rules=(),
    )
    by_vmid = {one.move.vmid: one for one in found.leaves}
    assert (by_vmid[100].ha, by_vmid[102].ha) == (True, False)
    assert ["backup" in note for note in by_vmid[100].notes] == [True]
    assert ["restarts" in note for note in by_vmid[101].notes] == [True]
    moved = snapshot(NODES, [guest(100, ha_state="started")])
    here = settings(proxmox_cluster={"maintenance_nodes": ["pve1"]})
    plan = make_plan(plan_input(moved, ClusterFacts(version="9.1.1"), here, NOON))
    (note,) = evacuation("pve1", plan, moved.guests, (rule,), here.balancing).leaves[0].notes
    assert "tier1" in note and "pve1, pve9" in note and "refuses" in note


def test_a_ct_under_ha_keeps_the_rest_waiting() -> None:
    found = emptied(guest(100, kind=GuestKind.CT, ha_state="started"), guest(101, ha_state="started"))
    notes = {one.move.vmid: " ".join(one.notes) for one in found.leaves}
    assert "waits 2.5 hours" in notes[100]
    assert notes[101] == ""
    brief = emptied(
        guest(100, kind=GuestKind.CT, ha_state="started"), balancing={"max_job_validation": 12, "balance_types": ["ct"]}
    )
    assert "waits 1 minute " in brief.leaves[0].notes[-1]


def test_a_full_target_is_warned_of() -> None:
    big = {"memory": Load(20 * GIB, 24 * GIB)}
    here = settings(proxmox_cluster={"maintenance_nodes": ["pve1"]})
    crowd = snapshot((node("pve1", 40, 64), node("pve2", 20)), [guest(100, **big)])
    plan = make_plan(plan_input(crowd, ClusterFacts(version="9.1.1"), here, NOON))
    (warning,) = [one for one in plan.warnings if one.kind is WarningKind.MAINTENANCE_IGNORES_CAPACITY]
    assert warning.node == "pve2"
    assert warning.percent is not None and warning.percent > 100


def test_moves_elsewhere_in_the_same_run_are_kept_apart() -> None:
    crowded = (node("pve1", 4), node("pve2", 30), node("pve3", 2))
    here = settings(
        proxmox_cluster={"maintenance_nodes": ["pve1"]},
        balancing={"enable": True, "balance_types": ["vm"], "balanciness": 10},
    )
    seen = snapshot(crowded, [guest(100), guest(101, "pve2", memory=Load(8 * GIB, 8 * GIB))])
    plan = make_plan(plan_input(seen, ClusterFacts(version="9.1.1"), here, NOON))
    found = evacuation("pve1", plan, seen.guests, (), here.balancing)
    assert [one.move.vmid for one in found.leaves] == [100]
    assert [one.move.vmid for one in found.others] == [101]


def test_an_empty_node_says_so() -> None:
    assert emptied(guest(100, "pve2")).summary == "No guest runs on pve1."
