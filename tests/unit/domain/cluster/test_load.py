"""Shares of a whole, and how they are written beside a limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.history import CALM, History, MeasuredPressure, waiting_score
from proxlb_ui.domain.model.cluster.load import Load, percent_of, percent_text
from proxlb_ui.domain.model.settings.values.settings import Method


@pytest.mark.parametrize(
    ("used", "total", "percent"),
    [(1, 4, 25), (0, 4, 0), (6, 4, 150), (None, 4, None), (1, None, None), (1, 0, None), (None, None, None)],
)
def test_a_share_is_unknown_where_one_of_its_parts_is(
    used: float | None, total: float | None, percent: float | None
) -> None:
    assert percent_of(used, total) == Load(used, total).percent == percent


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (10.4, None, "10"),
        (10, 10, "10"),
        (10.4, 10, "10.4"),
        (9.6, 10, "9.6"),
        (10.04, 10, "10.040"),
        (9.96, 10, "9.960"),
        (10.6, 10, "11"),
        (12.4, 10, "12"),
    ],
)
def test_rounding_never_hides_the_side_of_the_limit(value: float, limit: float | None, text: str) -> None:
    assert percent_text(value, limit) == text


@given(st.floats(0, 200), st.integers(0, 100))
def test_what_is_written_lies_on_the_side_of_the_value(value: float, limit: int) -> None:
    written = float(percent_text(value, limit))
    if abs(value - limit) >= 0.001:
        assert (written > limit, written < limit) == (value > limit, value < limit)


def test_the_score_is_that_of_the_resource_most_waited_for() -> None:
    waits = {Method.CPU: MeasuredPressure(some=2.5, full=99), Method.MEMORY: MeasuredPressure(some=40, some_spikes=99)}
    assert waiting_score(History(pressure=waits)) == 60
    assert waiting_score(History(pressure={Method.CPU: CALM})) == 100
    assert waiting_score(History(pressure={Method.CPU: MeasuredPressure(some=130)})) == 0
    assert waiting_score(History(0.5)) is None
    assert waiting_score(None) is None
    assert MeasuredPressure(0, 0, 0, 0) == CALM
