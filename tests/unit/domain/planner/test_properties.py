"""What holds for every plan, whatever the cluster."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.best_node_answer import best_node_answer
from proxlb_ui.domain.planner.compared import compared, summary, trigger_sentence
from proxlb_ui.domain.planner.plan import Trigger
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.sentences import move_sentence, stay_sentence

from tests.differential.clusters import random_input

SEEDS = st.integers(0, 2**40)
many = settings(max_examples=150, deadline=None)


@many
@given(SEEDS)
def test_every_guest_moves_or_stays_and_says_why(seed: int) -> None:
    case = random_input(seed)
    plan = make_plan(case)
    told = Counter(one.vmid for one in (*plan.moves, *plan.stays))
    assert told == Counter(guest.vmid for guest in case.guests)
    sentences = [move_sentence(move, case.balancing) for move in plan.moves]
    sentences += [stay_sentence(stay, case.balancing) for stay in plan.stays]
    assert not [sentence for sentence in sentences if "None" in sentence or not sentence.isprintable()]


@many
@given(SEEDS)
def test_moves_leave_the_node_the_guest_is_on_for_one_outside_maintenance(seed: int) -> None:
    case = random_input(seed)
    where = {guest.vmid: guest.node for guest in case.guests}
    closed = {node.name for node in case.nodes if node.maintenance}
    for move in make_plan(case).moves:
        assert move.source == where[move.vmid]
        assert move.target != move.source
        assert move.target not in closed
        assert move.target in {node.name for node in case.nodes}


@many
@given(SEEDS)
def test_no_load_is_lost_or_made(seed: int) -> None:
    plan = make_plan(random_input(seed))
    for method in Method:
        before = sum(node.used[method].used or 0 for node in plan.before)
        after = sum(node.used[method].used or 0 for node in plan.after)
        assert after == pytest.approx(before)


@many
@given(SEEDS)
def test_no_moves_without_a_trigger_or_maintenance(seed: int) -> None:
    case = random_input(seed)
    plan = make_plan(case)
    if plan.trigger is Trigger.NONE and not any(node.maintenance for node in case.nodes):
        assert plan.moves == ()
        assert plan.before == plan.after


@many
@given(SEEDS)
def test_equal_inputs_give_equal_plans(seed: int) -> None:
    assert make_plan(random_input(seed)) == make_plan(random_input(seed))


@many
@given(SEEDS)
def test_headlines_and_extremes_agree_with_the_plan(seed: int) -> None:
    case = random_input(seed)
    plan = make_plan(case)
    found = compared(plan.before, case.balancing)
    assert found is not None
    assert found.percent == pytest.approx(plan.balanciness_before)
    assert 0 <= found.score <= 100
    assert "None" not in summary(plan, case.balancing) + trigger_sentence(plan, case.balancing)


@many
@given(SEEDS)
# There emptying a node ends ProxLB, after it has named the best one.
@example(2097152)
def test_the_best_node_is_the_one_a_plan_starts_with(seed: int) -> None:
    case = random_input(seed)
    answer = best_node_answer(case)
    assert answer.node == make_plan(case).best_node
    assert answer.sentence
