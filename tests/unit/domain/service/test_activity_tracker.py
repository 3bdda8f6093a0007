"""What log lines say about the engine's runs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.log.engine_log import EngineLogParser
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.activity_tracker import ActivityTracker

from tests.recordings import recordings

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
ENDED = "Daemon mode active: Next run in: 12 hours."
FAILURES = [
    "Balancing: Some migrations did not complete successfully. Please check the logs and Proxmox cluster manually.",
    "Balancing: Failed to migrate guest web01 of type VM due to some Proxmox errors. Please check.",
    "Balancing: Job ID UPID:x (guest: web01) went into an error! Please check manually.",
    "Balancing: Job ID UPID:x (guest: web01) for migration went into an error! Please check manually.",
]


def line(text: str, seconds: float = 0, kind: LineKind = LineKind.RECORD) -> LogLine:
    return LogLine("c", START + timedelta(seconds=seconds), LogLevel.INFO, text, kind)


def after(*texts: str) -> Activity:
    tracker = ActivityTracker()
    for second, text in enumerate(texts):
        tracker.follow(line(text, second))
    return tracker.activity


def test_nothing_is_known_at_first() -> None:
    assert after() == Activity()
    assert after("Node pve2 found in cluster. Applying pinning.").running is None


@pytest.mark.parametrize(
    "text", ["Using config path: /etc/proxlb/proxlb.yaml", "API connection to host 127.0.0.1:8006 succeeded."]
)
def test_a_start_begins_a_run(text: str) -> None:
    assert after(text) == Activity(running=True, run_started_at=START)


@pytest.mark.parametrize(("words", "wait"), [("12 hours", timedelta(hours=12)), ("3 minutes", timedelta(minutes=3))])
def test_the_next_run_ends_this_one(words: str, wait: timedelta) -> None:
    activity = after(f"Daemon mode active: Next run in: {words}.")
    assert activity == Activity(running=False, last_run_ended_at=START, next_run_at=START + wait, last_failed=False)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_migration_fails_the_run_and_only_that(failure: str) -> None:
    assert after("Using config path: x", failure, ENDED).last_failed is True
    assert after(failure, ENDED, "Using config path: x", ENDED).last_failed is False


def test_the_due_run_begins_silently() -> None:
    tracker = ActivityTracker()
    tracker.follow(line("Daemon mode active: Next run in: 1 minutes."))
    tracker.time_passed(START + timedelta(seconds=59))
    assert tracker.activity.running is False
    tracker.time_passed(START + timedelta(seconds=61))
    assert (tracker.activity.running, tracker.activity.run_started_at) == (True, START + timedelta(seconds=60))
    assert tracker.activity.last_run_ended_at == START


def test_a_start_delay_is_not_a_run() -> None:
    activity = after("Using config path: x", "Service delay active: First run in: 5 minutes.")
    assert (activity.running, activity.next_run_at) == (False, START + timedelta(seconds=301))


def test_a_passive_node_has_run_nothing() -> None:
    activity = after(
        "API connection to host x succeeded.", "This node is not the HA manager. Waiting for next run.", ENDED
    )
    assert (activity.running, activity.last_run_ended_at) == (False, None)
    assert activity.next_run_at == START + timedelta(hours=12, seconds=2)


def test_a_single_run_has_no_next_one() -> None:
    tracker = ActivityTracker()
    tracker.follow(line("Using config path: x"))
    tracker.follow(line("Daemon mode not active - stopping.", 5, LineKind.PLAIN))
    assert (tracker.activity.running, tracker.activity.next_run_at) == (False, None)


def test_a_stopped_service_neither_runs_nor_will() -> None:
    tracker = ActivityTracker()
    tracker.follow(line(ENDED))
    tracker.service_stopped()
    assert (tracker.activity.running, tracker.activity.next_run_at) == (None, None)
    assert tracker.activity.last_run_ended_at == START


@pytest.mark.parametrize("kind", [LineKind.NOTE, LineKind.DOCUMENT, LineKind.CONTINUATION])
def test_only_the_engines_own_words_count(kind: LineKind) -> None:
    tracker = ActivityTracker()
    tracker.follow(line(ENDED, kind=kind))
    assert tracker.activity == Activity()


@given(
    st.lists(
        st.sampled_from([ENDED, "Using config path: x", *FAILURES, "Service delay active: First run in: 1 hours.", "z"])
    )
)
def test_a_run_under_way_has_no_next_one(texts: list[str]) -> None:
    activity = after(*texts)
    assert not (activity.running and activity.next_run_at)
    assert (activity.last_failed is None) == (activity.last_run_ended_at is None)


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        ("2.3.0/real_run", False),
        ("2.3.0/real_run_fail", True),
        ("2.3.0/real_run_locked", True),
        ("2.3.0/real_run_ha_rejected", True),
        ("2.3.0/balanced", False),
        ("1.1.13/real_run", False),
        ("1.1.13/real_run_fail", True),
    ],
)
def test_recorded_runs(name: str, failed: bool) -> None:
    tracker, parser = ActivityTracker(), EngineLogParser()
    for raw in recordings()[name].out.split("\n"):
        for parsed in parser.feed(raw, START):
            tracker.follow(LogLine("c", parsed.time, parsed.level, parsed.text, parsed.kind))
    assert (tracker.activity.running, tracker.activity.last_failed) == (False, failed)
