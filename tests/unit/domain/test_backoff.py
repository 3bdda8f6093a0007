"""The one way in which pauses grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.backoff import Backoff


def test_each_pause_is_twice_the_one_before_up_to_the_longest() -> None:
    backoff = Backoff(0.5, 10)
    assert [backoff.failed() for _ in range(7)] == [0.5, 1, 2, 4, 8, 10, 10]
    assert backoff.failures == 7


def test_a_success_begins_anew() -> None:
    backoff = Backoff(2, 30)
    for _ in range(20):
        backoff.failed()
    backoff.succeeded()
    assert (backoff.failures, backoff.exhausted) == (0, False)
    assert [backoff.failed(), backoff.failed()] == [2, 4]


@pytest.mark.parametrize(("first", "longest", "failures"), [(0.5, 30, 6), (1, 1, 1), (1, 2, 1), (2, 30, 4)])
def test_it_is_exhausted_once_the_longest_pause_is_next(first: float, longest: float, failures: int) -> None:
    backoff = Backoff(first, longest)
    for _ in range(failures):
        assert not backoff.exhausted
        backoff.failed()
    assert backoff.exhausted
    assert backoff.failed() == longest


@given(st.floats(0.01, 10), st.floats(1, 1000), st.integers(1, 3_000))
def test_no_number_of_failures_is_too_much(first: float, factor: float, failures: int) -> None:
    backoff = Backoff(first, first * factor)
    pauses = [backoff.failed() for _ in range(failures)]
    assert pauses == sorted(pauses)
    assert pauses[-1] <= first * factor
