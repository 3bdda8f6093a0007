"""True loads after moves: in the right unit, complete, and unknown where Proxmox does not tell."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proxlb_ui.adapters.proxmox_api.answers.translate import guests_from, nodes_from
from proxlb_ui.domain.judge.judgement import ConcernKind, judge
from proxlb_ui.domain.judge.loads.claims import OFF_POINTS
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.entrypoints.simulator.http.endpoints.cluster import guest_row, node_row
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

from tests.differential.snapshots import random_seen
from tests.unit.domain import examples
from tests.unit.domain.examples import GIB, NOON, guest, node
from tests.unit.domain.judge.judged import FACTS, judged

SEEDS = st.integers(0, 2**40)
many = settings(max_examples=150, deadline=None)


def test_a_guest_takes_its_cores_along_not_its_share() -> None:
    """P1: ProxLB adds a share between 0 and 1 to a node's cores."""
    nodes = [node("pve1", cpu=Load(12, 16)), node("pve2", cpu=Load(2, 16))]
    plan, found = judged(nodes, [guest(100, cpu=Load(6, 8))], method="cpu")
    assert [move.target for move in plan.moves] == ["pve2"]
    assert [one.used[Method.CPU].used for one in found.after] == [6, 8]
    assert [one.percent(Method.CPU, Mode.USED) for one in found.after] == [37.5, 50]
    assert [one.used[Method.CPU].used for one in plan.after] == [pytest.approx(11.25), pytest.approx(2.75)]
    assert (found.spread_before.percent, found.spread_after.percent) == (62.5, 12.5)
    assert found.summary == "1 move: CPU spread from 62 % to 12 % (10 % allowed)."
    (warning,) = [one for one in found.concerns if one.kind is ConcernKind.CLAIM_OFF]
    assert warning.message == (
        "ProxLB reckons with a used CPU spread of 53 % afterwards, and it will be 12 %. "
        "It reckons pve1 at 70 %, and it will be at 38 %."
    )


def test_assigned_amounts_and_the_reserve() -> None:
    nodes = [node("pve1", 28), node("pve2", 2)]
    _, found = judged(
        nodes, [guest(100, memory_gib=4), guest(101, "pve2")], node_resource_reserve={"pve1": {"memory": 8}}
    )
    assert [one.assigned[Method.MEMORY] for one in found.before] == [Load(4 * GIB, 24 * GIB), Load(4 * GIB, 32 * GIB)]
    assert [one.assigned[Method.MEMORY].used for one in found.after] == [0, 8 * GIB]
    assert [one.assigned[Method.CPU].used for one in found.after] == [0, 4]
    assert [one.used[Method.MEMORY].total for one in found.before] == [32 * GIB, 32 * GIB]


def test_the_disk_of_a_vm_is_not_known_and_never_zero() -> None:
    """P4: the moves have no effect on what ProxLB compares, and the plan says so."""
    disks = {"disk": Load(60 * GIB, 100 * GIB)}
    nodes = [node("pve1", 24, **disks), node("pve2", 8, disk=Load(10 * GIB, 100 * GIB))]
    plan, found = judged(
        nodes, [guest(100), guest(101, kind=GuestKind.CT, disk=Load(5 * GIB, 10 * GIB))], method="disk"
    )
    assert {move.kind for move in plan.moves} == {GuestKind.VM, GuestKind.CT}
    assert [one.used[Method.DISK].used for one in found.after] == [None, None]
    assert (found.spread_before.percent, found.spread_after, found.verdict.kind) == (50, None, "no effect")
    (warning,) = [one for one in found.concerns if one.kind is ConcernKind.DISK_UNKNOWN]
    assert warning.message == (
        "Proxmox does not tell how much disk a VM uses, and ProxLB counts 0: 1 move of VMs has no effect on what it "
        "compares."
    )
    assert found.moves[100].sentence == (
        "No effect: Proxmox does not tell how much disk a VM uses and ProxLB counts 0, so 1 move of VMs has no effect "
        "that anybody knows."
    )
    only_cts, after = judged(nodes, [guest(101, kind=GuestKind.CT, disk=Load(25 * GIB, 30 * GIB))], method="disk")
    assert only_cts.moves
    assert [one.used[Method.DISK].used for one in after.after] == [35 * GIB, 35 * GIB]


@pytest.mark.parametrize(
    "balancing", [{"enable": False}, {"balance_types": ["ct"]}, {"ignore_guests": ["vm100"]}], ids=str
)
def test_moves_that_never_happen_are_in_no_true_figure(balancing: dict[str, Any]) -> None:
    """P5: ProxLB's own figures contain them."""
    plan, found = judged([node("pve1", 28), node("pve2", 2)], [guest(100, memory=Load(8 * GIB, 8 * GIB))], **balancing)
    assert plan.moves == ()
    assert plan.after != plan.before
    assert found.after == found.before
    assert found.spread_after == found.spread_before
    assert {claim.node for claim in found.claims} == {"pve1", "pve2"}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", [Method.MEMORY, Method.CPU])
def test_true_loads_are_what_the_simulator_shows_once_the_guests_have_moved(seed: int, method: Method) -> None:
    """P1: within 1 point on a cluster that stands still."""
    simulation = Simulation(SimulatorOptions(nodes=3 + seed, guests=20 + 15 * seed, seed=seed), lambda: 1e9)
    file = examples.settings(
        balancing={"enable": True, "balance_types": ["vm", "ct"], "balanciness": 3, "method": method}
    )
    snapshot = _snapshot(simulation)
    plan: Plan = make_plan(plan_input(snapshot, FACTS, file, NOON))
    assert plan.moves
    promised = judge(plan, snapshot, FACTS, file, NOON).after
    for move in plan.moves:
        simulation.cluster.guests[move.vmid].node = move.target
    simulation.version += 1
    shown = TrueLoads(_snapshot(simulation), file, NOON).after()
    for ours, real in zip(promised, shown, strict=True):
        for mode in (Mode.USED, Mode.ASSIGNED):
            assert ours.percent(method, mode) == pytest.approx(real.percent(method, mode), abs=1)


def _snapshot(simulation: Simulation) -> ClusterSnapshot:
    cluster = simulation.cluster
    nodes = nodes_from([node_row(simulation, one, full=True) for one in cluster.nodes.values()])
    return ClusterSnapshot(
        NOON, nodes, guests_from([guest_row(simulation, one) for one in cluster.guests.values()], {}, {})
    )


@many
@given(SEEDS)
def test_every_claim_that_is_off_by_more_than_2_points_is_flagged(seed: int) -> None:
    """P1"""
    found = random_seen(seed)
    flagged = {(claim.node, claim.method, claim.mode) for claim in found.judgement.claims}
    true = {one.name: one for one in found.judgement.after}
    for claimed in found.plan.after:
        for method in Method:
            for mode in (Mode.USED, Mode.ASSIGNED):
                share = true[claimed.name].percent(method, mode)
                off = share is not None and abs(claimed.compared(method, mode) - share) > OFF_POINTS
                assert off == ((claimed.name, method, mode) in flagged)


@many
@given(SEEDS)
def test_moves_neither_lose_nor_make_load(seed: int) -> None:
    found = random_seen(seed).judgement
    for method in Method:
        for figures in ("used", "assigned"):
            sums = [[getattr(one, figures)[method].used for one in nodes] for nodes in (found.before, found.after)]
            if None not in sums[1]:
                assert sum(sums[0]) == pytest.approx(sum(sums[1]))
