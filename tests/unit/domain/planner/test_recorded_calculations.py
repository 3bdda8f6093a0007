"""Targets, moves, loads and flags are those that the real ProxLB answered when it was asked for the recording."""

from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.comparison import compare
from tests.differential.recorded import calculations


def test_the_plan_is_proxlbs_own() -> None:
    differing = {one.seed: found for one in calculations() if (found := compare(make_plan(one.plan_input), one.answer))}
    assert not differing
