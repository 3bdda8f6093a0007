"""What ProxLB really does with odd input, though nobody would guess it: the planner says the same."""

import pytest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.best_node_answer import best_node_answer
from proxlb_ui.domain.planner.compared import summary, trigger_sentence
from proxlb_ui.domain.planner.plan import StayReason, Trigger, WarningKind
from proxlb_ui.domain.planner.plan_input import NOTHING, PlanInput

from tests.unit.domain.planner.inputs import GIB, guest, node, planned, stay_of

EVEN = [node("pve1", 8), node("pve2", 8)]
DB = "plb_anti_affinity_db"


@pytest.mark.parametrize(
    ("guests", "rules", "pools"),
    [
        ([guest(100, "pve1", tags=(DB, DB)), guest(101, "pve2", tags=(DB,))], (), None),
        (
            [guest(100, "pve1", pools=("db",)), guest(101, "pve2")],
            (HaRule("db", HaRuleKind.APART, (100, 101)),),
            {"db": {"type": "anti-affinity"}},
        ),
    ],
)
def test_a_guest_twice_in_one_group_is_two_guests_on_one_node(guests: list, rules: tuple, pools: object) -> None:
    """P14: the group never holds, so ProxLB enforces for ever although everybody has a node of his own."""
    plan = planned(EVEN, guests, {"ha_rules": rules}, pools=pools)
    assert plan.trigger is Trigger.ENFORCE_AFFINITY
    assert planned(EVEN, [guest(100, "pve1", tags=(DB,)), guest(101, "pve2", tags=(DB,))]).trigger is Trigger.NONE


def test_a_pool_within_a_pool_pins_nobody() -> None:
    """P7: ProxLB gets an error in place of its members."""
    pools = {"dev/sub": {"pin": ["pve2"]}, "dev": {"pin": ["pve2"]}}
    nodes = [node("pve1", 28), node("pve2", 20), node("pve3", 2)]
    inner = planned(nodes, [guest(100, "pve1", pools=("dev/sub",))], pools=pools)
    outer = planned(nodes, [guest(100, "pve1", pools=("dev",))], pools=pools)
    assert (inner.targets["vm100"], outer.targets["vm100"]) == ("pve3", "pve2")


def test_a_reserve_of_all_memory_ends_proxlb() -> None:
    """P19: it divides by what the reserve leaves."""
    nodes, reserve = [node("pve1", 28), node("pve2", 2)], {"pve1": {"memory": 32}}
    plan = planned(nodes, [guest(100, "pve1")], node_resource_reserve=reserve)
    assert plan.ends_with is not None
    assert (plan.ends_with.error, plan.ends_with.node, plan.moves) == ("ZeroDivisionError", "pve1", ())
    assert trigger_sentence(plan, Balancing()) == (
        "ProxLB will end with ZeroDivisionError and move nothing: node_resource_reserve keeps all memory of pve1 free, "
        "and ProxLB divides by what is left. Reserve less."
    )
    assert summary(plan, Balancing()) == "No moves: ProxLB would end with ZeroDivisionError over pve1."
    assert stay_of(plan, 100).reason is StayReason.PROXLB_ENDS
    assert [one.kind for one in plan.warnings] == [WarningKind.PROXLB_ENDS]
    empty = planned([node("pve1", 0), node("pve2", 30)], [guest(100, "pve2")], node_resource_reserve=reserve)
    assert empty.ends_with is not None, "also where a guest would only come to that node"
    calm = planned([node("pve1", 8), node("pve2", 8)], [guest(100, "pve2")], node_resource_reserve=reserve)
    assert calm.ends_with is None, "but not where nothing touches it"


@pytest.mark.parametrize(("resource", "word"), [("cpu", "CPU cores"), ("memory", "memory"), ("disk", "disk")])
def test_a_node_that_has_nothing_of_a_resource_ends_proxlb(resource: str, word: str) -> None:
    """P19: a node whose maxcpu, maxmem or maxdisk is 0."""
    nodes = (node("pve1", 28), node("pve2", 2, **{resource: NOTHING}))
    plan = planned(nodes, [guest(100, "pve1")])
    assert plan.ends_with is not None
    assert f"Proxmox shows no {word} of pve2" in plan.ends_with.sentence
    best = best_node_answer(PlanInput(nodes, ()))
    assert (best.node, best.sentence) == (None, plan.ends_with.sentence)


def test_what_was_decided_before_proxlb_ends_never_happens() -> None:
    """P19: the first guest had a target already when the second one led to the error."""
    nodes = [node("pve1", 31), node("pve2", 2), node("pve3", 10, 12)]
    guests = [guest(100, "pve1", 3), guest(101, "pve1", 4, tags=("plb_pin_pve3",))]
    plan = planned(nodes, guests, node_resource_reserve={"pve3": {"memory": 12}}, balanciness=0)
    assert plan.ends_with is not None
    assert (plan.moves, plan.targets) == ((), {"vm100": "pve1", "vm101": "pve1"})
    assert plan.after == plan.before


def test_a_reserve_below_zero_does_nothing() -> None:
    plan = planned(EVEN, [guest(100, "pve1")], node_resource_reserve={"defaults": {"memory": -8}}, memory_threshold=20)
    assert all(load.used["memory"].total == 32 * GIB for load in plan.after)
