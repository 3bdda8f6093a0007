"""Every recorded output of the real ProxLB (2.3.0 and 1.1.13) is understood: phases, moves, failures, end."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from proxlb_ui.domain.model.log.engine_log import EngineLogParser, ParsedLine
from proxlb_ui.domain.model.log.lines import LineKind, LogLine
from proxlb_ui.domain.model.runs.document import EngineDocument, read_document
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.failure import EngineEnd, Trouble, trouble_of
from proxlb_ui.domain.model.runs.run import RunState
from proxlb_ui.domain.model.runs.tracker import Attempt, RunTracker
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.activity_tracker import ActivityTracker

from tests.recordings import recordings, samples
from tests.recordings.contents import DAEMONS, FAILURES, MIGRATIONS, MOVES, QUIET

ALL = {**recordings(), **samples()}
OUTPUTS = tuple(ALL)
START = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Recorded:
    """One recorded output, as the cockpit understands it."""

    attempts: tuple[Attempt, ...]
    state: RunState
    documents: tuple[EngineDocument, ...]
    activity: Activity
    lines: tuple[LogLine, ...]
    exit_code: int

    @property
    def said_to_fail(self) -> list[str]:
        return [attempt.guest for attempt in self.attempts if attempt.verdict is False]

    def trouble(self, kind: RunKind = RunKind.BEST_NODE, best_node: str | None = "pve3") -> Trouble | None:
        return trouble_of(kind, EngineEnd(self.exit_code, best_node=best_node), self.lines)


def recorded(name: str) -> Recorded:
    tracker, follower = RunTracker(), ActivityTracker()
    parsed = [line for output in (ALL[name].out, ALL[name].err) for line in _parsed(output)]
    lines = tuple(
        LogLine(str(number), line.time, line.level, line.text, line.kind) for number, line in enumerate(parsed)
    )
    for parsed_line, line in zip(parsed, lines, strict=True):
        tracker.follow(parsed_line)
        follower.follow(line)
    documents = tuple(read_document(line.document) for line in parsed if line.document is not None)
    return Recorded(tracker.attempts, tracker.state, documents, follower.activity, lines, ALL[name].exit_code)


def _parsed(output: str) -> list[ParsedLine]:
    parser, now = EngineLogParser(), START
    found: list[ParsedLine] = []
    for text in output.split("\n")[:-1]:
        if " - ProxLB - " in text[:40]:
            now = datetime.strptime(text[:23], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=UTC)
        found += parser.feed(text, now)
    return [*found, *parser.flush()]


def test_the_tables_name_nothing_that_is_not_recorded() -> None:
    named = {*MOVES, *MIGRATIONS, *DAEMONS, *FAILURES, *QUIET}
    assert {name for name in named if samples() or not name.startswith("samples/")} <= {*OUTPUTS}


@pytest.mark.parametrize("name", OUTPUTS)
def test_moves_migrations_and_failures(name: str) -> None:
    run = recorded(name)
    asked, failed = MIGRATIONS.get(name, (0, []))
    assert [len(document.moves) for document in run.documents] == MOVES.get(name, [])
    assert (len(run.attempts), run.said_to_fail) == (asked, failed)
    assert all(attempt.source != attempt.target for attempt in run.attempts)


@pytest.mark.parametrize("name", OUTPUTS)
def test_how_it_ended(name: str) -> None:
    run = recorded(name)
    trouble = run.trouble()
    if name in FAILURES:
        assert run.exit_code != 0
        assert trouble is not None and FAILURES[name] in trouble.message
        assert len(trouble.message) < 400 and "\n" not in trouble.message
    else:
        assert (run.exit_code, trouble) == (0, None)


@pytest.mark.parametrize("name", OUTPUTS)
def test_phases_and_the_next_run(name: str) -> None:
    run = recorded(name)
    if asked := MIGRATIONS.get(name, (0, []))[0]:
        assert run.state is RunState.MIGRATING and asked == len(run.attempts)
    elif name in QUIET or (name in FAILURES and not run.attempts):
        assert run.activity.next_run_at is None or name.endswith("/daemon_api_dies")
    else:
        assert run.state in (RunState.STARTING, RunState.COLLECTING, RunState.PLANNING)
    assert (run.activity.next_run_at is not None) is DAEMONS.get(name, False)
    one_shot = any(line.text.startswith("Daemon mode not active") for line in run.lines)
    assert not one_shot or run.activity.last_run_ended_at is not None
    if name.endswith("/real_run_fail"):
        assert run.activity.last_failed is True


def test_validation_errors_keep_their_lines() -> None:
    trouble = recorded("2.3.0/err_wrong_type").trouble()
    assert trouble is not None
    text = "\n".join(trouble.last_words)
    assert "balancing.balanciness" in text and "unable to parse string as an integer" in text


def test_a_traceback_keeps_its_last_words() -> None:
    trouble = recorded("1.1.13/bad_method").trouble()
    assert trouble is not None
    assert trouble.last_words[0] == "Traceback (most recent call last):"
    assert trouble.last_words[-1] == "KeyError: 'ram_used_percent'"


def test_debug_output_tells_tasks_and_the_engines_own_verdict() -> None:
    attempts = recorded("2.3.0/real_run_debug").attempts
    assert [(attempt.guest, attempt.verdict) for attempt in attempts] == [
        (name, True) for name in ("app-01", "build-01", "queue-01", "db-01")
    ]
    assert all(attempt.upid and attempt.upid.startswith(f"UPID:{attempt.source}:") for attempt in attempts)


def test_debug_output_tells_who_refused() -> None:
    app, build, queue, db = recorded("2.3.0/real_run_trouble_debug").attempts
    assert app.reason == ("The HA manager rejected it: command 'ha-manager migrate vm:104 pve3' failed: exit code 255.")
    assert (app.verdict, app.refused, build.verdict, build.refused) == (False, False, False, False)
    assert (queue.refused, queue.upid, queue.verdict) == (True, None, None)
    assert (db.verdict, db.refused) == (True, False)


def test_an_ha_request_keeps_the_requests_task() -> None:
    kinds = [attempt.upid.split(":")[5] for attempt in recorded("2.3.0/real_run_debug").attempts if attempt.upid]
    assert kinds == ["hamigrate", "qmigrate", "vzmigrate", "qmigrate"]


def test_all_nodes_in_maintenance_is_no_best_node() -> None:
    trouble = recorded("2.3.0/all_maintenance_best").trouble(best_node=None)
    assert trouble is not None and trouble.message.startswith("No node can take a guest")


def test_the_documents_sum_up() -> None:
    (document,) = recorded("2.3.0/dryrun_json").documents
    assert (document.guests, len(document.nodes), document.flat, document.affinity_groups) == (13, 3, False, 1)
    assert {(move.guest, move.source, move.target) for move in document.moves} == {
        ("app-01", "pve1", "pve3"),
        ("build-01", "pve1", "pve3"),
        ("queue-01", "pve1", "pve3"),
        ("db-01", "pve3", "pve1"),
    }
    (emptied,) = recorded("2.3.0/all_maintenance").documents
    assert [node.name for node in emptied.nodes if node.maintenance] == ["pve1", "pve2", "pve3"]
    (old,) = recorded("1.1.13/dryrun_json").documents
    assert (old.flat, old.guests) == (True, 13)


def test_the_passive_ha_node_runs_nothing() -> None:
    run = recorded("2.3.0/ha_mode_passive")
    assert run.activity.last_run_ended_at is None
    assert run.activity.next_run_at is not None and run.activity.next_run_at - START > timedelta(0)


def test_what_goes_to_the_journal_reads_the_same() -> None:
    parser, tracker = EngineLogParser(), RunTracker()
    entries = [json.loads(line) for line in ALL["2.3.0/journald_best_node"].beside(".journal").splitlines()]
    lines = [line for entry in entries for line in parser.feed(entry["MESSAGE"], START)]
    for line in lines:
        tracker.follow(line)
    assert {line.kind for line in lines} == {LineKind.RECORD}
    assert tracker.state is RunState.COLLECTING
