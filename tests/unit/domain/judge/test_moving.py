"""What keeps ProxLB moving is named: the rule, the guest, the node, and who comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from proxlb_ui.domain.judge.drivers.moving import Mover, keeps_moving, returns_of
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions

from tests.differential.simulated import simulated_input
from tests.unit.domain.examples import NOON
from tests.unit.domain.planner.inputs import guest, node, planned

SECTION = Balancing.model_validate({"enable": True, "balance_types": ["vm", "ct"]})
DB = "plb_anti_affinity_db"


# ProxLB leaves it to the settings where only the last of all guests is misplaced.
LAST = guest(199, "pve3", 1)


def moved(vmid: int, source: str, target: str, at: int, state: TaskState = TaskState.OK) -> Migration:
    began = NOON + timedelta(minutes=at)
    return Migration(f"u{vmid}-{at}", vmid, f"vm{vmid}", GuestKind.VM, source, target, began, began, state)


def test_nothing_drives_a_cluster_at_rest() -> None:
    plan = planned([node("pve1"), node("pve2")], [guest(100, "pve1")])
    assert keeps_moving(plan, SECTION) == Mover("nothing", 0)


def test_loads_drive_a_cluster_on_its_way_to_balance() -> None:
    found = keeps_moving(planned([node("pve1", 28), node("pve2", 2)], [guest(100, "pve1")]), SECTION)
    assert (found.kind, found.moves, found.restless) == ("loads", 1, False)
    assert found.sentence == "1 move due: pve1 has 81 percent points more used memory than pve2; 10 are allowed."


def test_a_broken_rule_on_a_node_that_is_not_the_fullest_drives_for_ever() -> None:
    """P2: everything else moves, the guest that breaks the rule does not."""
    nodes = [node("pve1", 9), node("pve2", 8), node("pve3", 7)]
    plan = planned(nodes, [guest(100, "pve1"), *(guest(vmid, "pve2", 1, tags=(DB,)) for vmid in (101, 102))])
    found = keeps_moving(plan, SECTION)
    assert (found.kind, found.rule, found.guest, found.node, found.stuck) == ("rule", DB, "vm102", "pve2", True)
    assert found.restless
    assert found.sentence == (
        f"1 move due: ProxLB moves guests because {DB} is broken: vm102 shares pve2 with vm101. "
        "None of these moves ends that, so every run moves guests again."
    )
    fullest = [node("pve1", 7), node("pve2", 9), node("pve3", 7)]
    ending = planned(fullest, [guest(vmid, "pve2", 1, tags=(DB,)) for vmid in (101, 102)])
    assert ending.moves
    assert not keeps_moving(ending, SECTION).stuck


@pytest.mark.parametrize(
    ("guests", "kind", "clause"),
    [
        (
            [guest(100, "pve1", tags=("plb_affinity_a",)), guest(101, "pve2", tags=("plb_affinity_a",))],
            "rule",
            "plb_affinity_a is broken: vm101 is on pve2, away from vm100",
        ),
        ([guest(100, "pve2", tags=(DB, DB)), guest(101, "pve1"), LAST], "rule", f"{DB} counts vm100 on pve2 twice"),
        ([guest(100, "pve9", 1), guest(101, "pve1", 3)], "maintenance", "vm100 is on pve9, which is in maintenance"),
    ],
)
def test_every_cause_has_its_words(guests: list, kind: str, clause: str) -> None:
    """P2, P14"""
    nodes = [node("pve1", 9.5), node("pve2", 8), node("pve3", 7), node("pve9", 8, maintenance=True)]
    found = keeps_moving(planned(nodes, guests, balanciness=20), SECTION)
    assert found.kind == kind
    assert clause in found.sentence


def test_pinning_that_is_enforced_never_stops() -> None:
    plan = planned([node("pve1", 9), node("pve2", 8)], [guest(100, "pve1")], enforce_pinning=True)
    found = keeps_moving(plan, SECTION)
    assert (found.kind, found.stuck) == ("pinning", True)


def test_guests_that_return_are_counted() -> None:
    """P2: a migration to a node just left is a return; failed ones and those of others are none."""
    history = [
        moved(100, "pve1", "pve2", 0), moved(100, "pve2", "pve1", 10), moved(100, "pve1", "pve2", 20),
        moved(101, "pve1", "pve2", 0), moved(101, "pve2", "pve3", 10),
        moved(102, "pve1", "pve2", 0), moved(102, "pve2", "pve1", 10, TaskState.FAILED),
    ]  # fmt: skip
    (found,) = returns_of(reversed(history))
    assert (found.vmid, found.times, found.path) == (100, 2, ("pve1", "pve2", "pve1", "pve2"))
    calm = planned([node("pve1"), node("pve2")], [guest(100, "pve1")])
    assert keeps_moving(calm, SECTION, history).restless
    due = keeps_moving(planned([node("pve1", 28), node("pve2", 2)], [guest(100, "pve1")]), SECTION, history)
    assert due.sentence.endswith(" 1 guest has come back to a node just left: vm100.")


def test_the_restless_cluster_of_seed_103_names_its_rule_and_its_guest() -> None:
    """P2: 81 migrations in 8 runs, 20 of them back, under a headline that said Balanced."""
    case = simulated_input(SimulatorOptions(nodes=5, guests=60, seed=103), now=1.79e9)
    history: list[Migration] = []
    movers: list[Mover] = []
    for run in range(8):
        plan = make_plan(case)
        movers.append(keeps_moving(plan, case.balancing, history))
        history += [moved(move.vmid, move.source, move.target, run) for move in plan.moves]
        case = _carried_out(case, plan)
    rules = [one for one in movers if one.kind == "rule"]
    assert rules
    assert all(one.rule and one.guest and one.node and one.guest in one.sentence for one in rules)
    assert any(one.stuck for one in rules)
    assert len(history) > 60
    assert movers[-1].restless and movers[-1].returns


def _carried_out(case: PlanInput, plan: Plan) -> PlanInput:
    moves = {move.vmid: move for move in plan.moves}
    shift = {one.name: 0.0 for one in case.nodes}
    for move in plan.moves:
        shift[move.source] -= move.memory_bytes
        shift[move.target] += move.memory_bytes
    nodes = (replace(one, memory=replace(one.memory, used=one.memory.used + shift[one.name])) for one in case.nodes)
    guests = (replace(one, node=moves[one.vmid].target) if one.vmid in moves else one for one in case.guests)
    return replace(case, nodes=tuple(nodes), guests=tuple(guests))
