"""The hour's figures as ProxLB reckons them."""

import pytest
from proxlb_ui.adapters.proxmox_api.answers.histories import history_from
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Method


def test_missing_figures_count_as_zero_in_an_average() -> None:
    found = history_from([{"cpu": 0.5, "pressureiosome": 8}, {"cpu": "0.25"}, {}, {"cpu": None}], [])
    assert found.cpu_share == pytest.approx(0.1875)
    assert found.pressure[Method.DISK] == MeasuredPressure(some=2)


def test_a_peak_is_the_highest_of_the_last_six_that_are_there() -> None:
    peaks = [{"pressurememoryfull": value} for value in (90, 1, 2, 3, 4, 5)] + [{}, {"pressurememoryfull": 0}]
    assert history_from([{"pressurememorysome": 0}], peaks).pressure[Method.MEMORY].full_spikes == 5


def test_no_rows_are_no_share_and_no_pressure() -> None:
    assert history_from([], []) == History()
    assert history_from([{"cpu": 0}], []) == History(0.0)
