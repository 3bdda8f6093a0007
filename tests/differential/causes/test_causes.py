"""No verdict outlives what it names as its cause; 10,000 clusters are looked at by `make differential`."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from proxlb_ui.domain.planner.plan import MoveReason, StayReason

from tests.differential.causes.outlived import outlived
from tests.differential.clusters import random_input

CASES = 400
# No random cluster has guests on a node that is neither there nor ignored.
NEVER = {StayReason.NODE_OFFLINE}
RARE = {MoveReason.TAKEN_TWICE, StayReason.TAKEN_TWICE}


def test_the_verdict_changes_once_its_cause_is_gone() -> None:
    """P11, P12"""
    seen = Counter[str]()
    for seed in range(CASES):
        for told, survives in outlived(random_input(seed), seed):
            assert not survives, f"seed {seed}: {told}"
            seen[told.reason] += 1
    assert {reason for reason in (*MoveReason, *StayReason) if not seen[reason]} <= NEVER | RARE


@settings(max_examples=100, deadline=None, database=None)
@given(st.integers(CASES, 2**62))
def test_in_any_cluster(seed: int) -> None:
    """P11, P12"""
    assert not [told for told, survives in outlived(random_input(seed), seed) if survives]
