"""Who has a node in maintenance, and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.settings.values.maintenance_window import Window, is_scheduled, weekly_start, window_of
from proxlb_ui.domain.model.settings.values.settings import MaintenanceSchedule

from tests.unit.domain.examples import NOON, node, settings


def schedule(*entries: str, duration: int = 2, before: int = 30) -> MaintenanceSchedule:
    content = {"duration": duration, "pre-migration": before, "schedules": {"pve1": list(entries)}}
    return MaintenanceSchedule.model_validate(content)


def test_all_sources_are_told() -> None:
    windows = {"duration": 2, "schedules": {"pve1": ["Monday, 11:00"]}}
    cluster = {"maintenance_nodes": ["pve1"], "maintenance_nodes_schedule": windows, "ignore_nodes": ["pve2"]}
    here = settings(proxmox_cluster=cluster)
    assert maintenance_sources(node("pve1", ha_state="maintenance"), here, NOON) == ("settings", "schedule", "ha")
    assert maintenance_sources(node("pve2"), here, NOON) == ()
    assert maintenance_sources(node("pve1", ha_state="maintenance"), None, NOON) == ("ha",)
    assert is_ignored(node("pve2"), here)
    assert not is_ignored(node("pve1"), here)
    assert not is_ignored(node("pve2"), None)


@pytest.mark.parametrize(
    ("now", "active"),
    [("09:29", False), ("09:30", True), ("10:00", True), ("11:59", True), ("12:00", False)],
)
def test_a_window_opens_early_and_closes_after_its_duration(now: str, active: bool) -> None:
    moment = datetime.fromisoformat(f"2026-03-02T{now}")
    assert is_scheduled("pve1", schedule("Monday, 10:00"), moment) is active


def test_a_window_reaches_over_the_end_of_the_week() -> None:
    windows = schedule("Sunday, 23:30")
    assert is_scheduled("pve1", windows, datetime.fromisoformat("2026-03-02T01:29"))
    assert not is_scheduled("pve1", windows, datetime.fromisoformat("2026-03-02T01:30"))
    assert is_scheduled("pve1", schedule("Monday, 00:10"), datetime.fromisoformat("2026-03-01T23:45"))


def test_days_differ_by_name_only_and_bad_entries_are_skipped() -> None:
    windows = schedule("Montag, 10:00", "Monday 10:00", "Monday, 25:00", "", "monDAY , 9:5", duration=1, before=0)
    assert is_scheduled("pve1", windows, datetime.fromisoformat("2026-03-02T09:05"))
    assert not is_scheduled("pve1", windows, datetime.fromisoformat("2026-03-02T10:30"))


@pytest.mark.parametrize("entry", ["Monday", "Monday, 8", "Monday, 8:60", "Monday, -1:00", "8:00", "Monday, ٨:00:00"])
def test_what_cannot_be_understood_is_none(entry: str) -> None:
    assert weekly_start(entry) is None


@given(
    st.datetimes(min_value=datetime(2020, 1, 8), max_value=datetime(2040, 1, 1)),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.text(max_size=20),
)
def test_no_input_breaks_it(now: datetime, duration: int, before: int, entry: str) -> None:
    windows = schedule(entry, "Monday, 10:00", duration=duration, before=before)
    assert is_scheduled("pve1", windows, now) in (True, False)
    assert not is_scheduled("pve9", windows, now)


@given(st.datetimes(min_value=datetime(2020, 1, 8), max_value=datetime(2040, 1, 1)), st.integers(0, 6))
def test_it_repeats_every_week(now: datetime, days: int) -> None:
    windows = schedule("Wednesday, 22:00", duration=30)
    later = now + timedelta(days=7)
    assert is_scheduled("pve1", windows, now) == is_scheduled("pve1", windows, later)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


def test_the_open_window_is_told_else_the_next() -> None:
    windows = schedule("Monday, 10:00", "Wednesday, 10:00")
    assert window_of("pve1", windows, at("02T09:40")) == Window(at("02T09:30"), at("02T10:00"), at("02T12:00"))
    assert window_of("pve1", windows, at("02T12:00")) == Window(at("04T09:30"), at("04T10:00"), at("04T12:00"))
    assert window_of("pve1", windows, at("04T12:00")) == Window(at("09T09:30"), at("09T10:00"), at("09T12:00"))
    assert window_of("pve2", windows, at("02T09:40")) is None
    assert window_of("pve1", schedule("Montag, 10:00"), at("02T09:40")) is None


def test_a_window_over_the_end_of_the_week_is_open_on_both_sides() -> None:
    windows = schedule("Monday, 0:10", before=60)
    found = Window(at("01T23:10"), at("02T00:10"), at("02T02:10"))
    assert window_of("pve1", windows, at("01T23:30")) == window_of("pve1", windows, at("02T01:00")) == found
    assert window_of("pve1", windows, at("02T02:10")) == Window(at("08T23:10"), at("09T00:10"), at("09T02:10"))


def test_of_overlapping_windows_the_longer_counts_and_an_empty_one_never_comes() -> None:
    windows = schedule("Monday, 10:00", "Monday, 11:00")
    assert window_of("pve1", windows, at("02T11:30")) == Window(at("02T10:30"), at("02T11:00"), at("02T13:00"))
    assert window_of("pve1", schedule("Monday, 10:00", duration=0, before=0), at("02T09:00")) is None


def test_hours_are_those_on_the_wall_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    windows = schedule("Sunday, 1:00", duration=3, before=0)
    # 2026-03-29 has no 2:30; what is on the wall after the change is 3:30, two and a half hours by name.
    assert is_scheduled("pve1", windows, datetime(2026, 3, 29, 3, 30, tzinfo=berlin))
    assert not is_scheduled("pve1", windows, datetime(2026, 3, 29, 4, 0, tzinfo=berlin))


@given(
    st.datetimes(min_value=datetime(2020, 1, 8), max_value=datetime(2040, 1, 1)),
    st.integers(0, 200),
    st.integers(0, 10080),
)
def test_a_node_is_scheduled_exactly_while_its_window_is_open(now: datetime, duration: int, before: int) -> None:
    windows = schedule("Sunday, 23:59", "Wednesday, 0:00", duration=duration, before=before)
    found = window_of("pve1", windows, now)
    assert is_scheduled("pve1", windows, now) == (found is not None and found.is_open(now))
    assert found is None or found.ends_at > now
