"""Where the order in which Proxmox lists nodes and guests decides, the plan says so."""

from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.order import decided_by_order, told_of_order
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

from tests.unit.domain.planner.inputs import guest, node

SECTION = Balancing.model_validate({"enable": True, "balance_types": ["vm", "ct"]})
FULL = node("pve1", 28)


def test_two_equal_targets_are_a_matter_of_order() -> None:
    """P9"""
    case = PlanInput((FULL, node("pve2", 2), node("pve3", 2)), (guest(100, "pve1"),), SECTION)
    unsure = decided_by_order(case, make_plan(case))
    assert unsure == ("vm100",)
    assert told_of_order(unsure) == (
        "Proxmox lists nodes and guests in an order of its own, by which ProxLB decides between equals: in another one "
        "1 guest would go elsewhere or stay (vm100)."
    )


def test_an_evacuation_goes_guest_by_guest() -> None:
    """P9: the first of two guests takes the emptier node, whichever is listed first."""
    nodes = (node("pve1", 10, maintenance=True), node("pve2", 4), node("pve3", 5))
    case = PlanInput(nodes, (guest(100, "pve1", 4), guest(101, "pve1", 4)), SECTION)
    assert sorted(decided_by_order(case, make_plan(case))) == ["vm100", "vm101"]


def test_one_clear_answer_is_the_same_in_any_order() -> None:
    case = PlanInput((FULL, node("pve2", 2), node("pve3", 4)), (guest(100, "pve1"),), SECTION)
    assert decided_by_order(case, make_plan(case)) == ()
    assert told_of_order(()) == ""
