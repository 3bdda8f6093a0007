"""What a page shows of a plan."""

from typing import Any

from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, NodeStatus
from proxlb_ui.domain.planner.expected import Would, expectations
from proxlb_ui.domain.planner.plan import StayReason
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import PreviewEvacuation
from proxlb_ui.domain.use_cases.plan.preview_plan import Preview, PreviewPlan
from proxlb_ui.domain.use_cases.plan.report_plan import PlannedState, report_plan

from tests.unit.domain.examples import NOON, RAW, guest, node, snapshot

NODES = (node("pve1", 24), node("pve2", 4), node("pve3"), node("pve4"), node("pve5", status=NodeStatus.OFFLINE))
GUESTS = (
    *(guest(vmid, memory_gib=4) for vmid in (100, 101, 102)),
    guest(103, tags=("plb_pin_pve1",)),
    guest(104, status="stopped"),
    guest(105, on="pve2"),
    guest(106, on="pve4"),
    guest(107, on="pve5"),
)
SECTIONS = {
    **RAW,
    "balancing": {"enable": True, "balanciness": 5, "memory_threshold": 60, "balance_types": ["vm"]},
    "proxmox_cluster": {"maintenance_nodes": ["pve3"], "ignore_nodes": ["pve4"]},
}


def plans(**sections: Any) -> tuple[PreviewPlan, WatchCluster, FakeClock]:
    clock = FakeClock(NOON)
    reader = InMemoryClusterReader(snapshot(NODES, GUESTS), ClusterFacts(version="9.1.1"))
    watch = WatchCluster(reader, InMemorySettingsStore({**SECTIONS, **sections}), clock)
    return PreviewPlan(watch, clock, InMemoryWorker()), watch, clock


async def preview(**sections: Any) -> Preview:
    made, watch, _ = plans(**sections)
    await watch.refresh()
    return await made.what_if({})


async def test_every_node_is_told_before_and_after() -> None:
    found = await preview()
    moved = len(found.plan.moves)
    assert moved
    assert {(move.source, move.target) for move in found.plan.moves} == {("pve1", "pve2")}
    told = {one.name: one for one in report_plan(found).nodes}
    assert {name: one.state for name, one in told.items()} == {
        "pve1": PlannedState.ONLINE,
        "pve2": PlannedState.ONLINE,
        "pve3": PlannedState.MAINTENANCE,
        "pve4": PlannedState.IGNORED,
        "pve5": PlannedState.OFFLINE,
    }
    assert (told["pve1"].guests_before, told["pve1"].guests_after) == (4, 4 - moved), "the stopped one is not counted"
    assert (told["pve2"].guests_before, told["pve2"].guests_after) == (1, 1 + moved)
    assert (told["pve4"].before, told["pve4"].after, told["pve4"].guests_before) == (None, None, 1)
    assert told["pve1"].before is not None
    assert told["pve1"].before.name == "pve1"


async def test_the_balance_is_told_before_and_after() -> None:
    found = await preview()
    report = report_plan(found)
    change = report.balance
    assert change.before is not None
    assert change.after is not None
    assert change.before.percent > change.after.percent
    assert (change.allowed_percent, change.threshold_percent) == (5, 60)
    assert report.summary.startswith(f"{len(found.plan.moves)} move")
    assert "pve1" in report.trigger_sentence
    assert report_plan(await preview(balancing={"enable": True})).balance.threshold_percent is None


async def test_stays_are_counted_by_reason_the_most_frequent_first() -> None:
    found = await preview()
    counts = report_plan(found).stay_counts
    assert sum(one.count for one in counts) == len(found.plan.stays)
    assert [one.count for one in counts] == sorted((one.count for one in counts), reverse=True)
    by_reason = {one.reason: one for one in counts}
    assert (by_reason[StayReason.STOPPED].count, by_reason[StayReason.STOPPED].title) == (1, "Not running")


async def test_every_guest_is_told_what_to_expect() -> None:
    found = await preview()
    told = expectations(found.plan, found.settings.balancing)
    assert sorted(told) == [one.vmid for one in GUESTS]
    move = found.plan.moves[0]
    assert (told[move.vmid].would, told[move.vmid].target) == (Would.MOVE, "pve2")
    assert (told[104].would, told[104].reason, told[104].target) == (Would.STAY, StayReason.STOPPED, None)


async def test_an_evacuation_is_summed_up_by_what_leaves_and_its_end_by_the_plan() -> None:
    made, watch, clock = plans()
    await watch.refresh()
    evacuations = PreviewEvacuation(made, watch, clock)
    begun, ended = await evacuations.of("pve1"), await evacuations.of("pve1", enabled=False)
    assert begun.summary == begun.evacuation.summary
    assert "pve1" in begun.summary
    assert ended.summary == report_plan(ended.preview).summary


async def test_what_is_true_stands_beside_what_proxlb_reckons() -> None:
    """P1, P5: moves that never happen are in ProxLB's figures and in no true one, nor in the headline."""
    found = await preview(balancing={"enable": True, "balanciness": 5, "balance_types": ["ct"]})
    report = report_plan(found)
    told = {one.name: one for one in report.nodes}["pve1"]
    assert found.plan.moves == ()
    assert told.before is not None and told.after is not None and told.before != told.after
    assert told.true_before is not None and told.true_before == told.true_after
    assert report.balance.after != report.balance.true_after == report.balance.true_before
    moving = report_plan(await preview())
    assert moving.balance.true_after is not None
    assert moving.summary == moving.preview.judgement.summary
    assert {one.name for one in report.nodes if one.true_before is None} == {"pve4", "pve5"}
