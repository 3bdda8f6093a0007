"""Every recorded output of the real ProxLB (2.3.0 and 1.1.13) is understood: phases, moves, failures, end."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

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

from tests.samples import SAMPLES, needs_samples

FOLDER = SAMPLES / "proxlb" if SAMPLES else Path("absent")
OUTPUTS = sorted(path.stem for path in FOLDER.glob("*.out"))
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
        code = self.exit_code if self.exit_code < 128 else 128 - self.exit_code
        return trouble_of(kind, EngineEnd(code, best_node=best_node), self.lines)


def recorded(name: str) -> Recorded:
    tracker, follower = RunTracker(), ActivityTracker()
    parsed = [line for stream in ("out", "err") for line in _parsed(FOLDER / f"{name}.{stream}")]
    lines = tuple(
        LogLine(str(number), line.time, line.level, line.text, line.kind) for number, line in enumerate(parsed)
    )
    for parsed_line, line in zip(parsed, lines, strict=True):
        tracker.follow(parsed_line)
        follower.follow(line)
    documents = tuple(read_document(line.document) for line in parsed if line.document is not None)
    code = int((FOLDER / f"{name}.rc").read_text())
    return Recorded(tracker.attempts, tracker.state, documents, follower.activity, lines, code)


def _parsed(path: Path) -> list[ParsedLine]:
    parser, now = EngineLogParser(), START
    found: list[ParsedLine] = []
    for text in path.read_text().split("\n")[:-1] if path.exists() else []:
        if " - ProxLB - " in text[:40]:
            now = datetime.strptime(text[:23], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=UTC)
        found += parser.feed(text, now)
    return [*found, *parser.flush()]


# Moves of the JSON documents.
MOVES = {
    "all_maintenance": [0],
    "assigned": [6],
    "daemon_json": [3, 3],
    "dryrun_json": [6],
    "empty_cluster": [0],
    "enable_false": [6],
    "enforce": [6],
    "ignore_guests": [5],
    "ignore_node": [6],
    "json_critical": [6],
    "larger_first": [5],
    "psi": [3],
    "real_run_json": [6],
}
# Migrations started, and those that ProxLB says went wrong.
MIGRATIONS: dict[str, tuple[int, list[str]]] = {
    "balanced": (3, []),
    "daemon_sigint": (4, []),
    "daemon_sigterm": (4, []),
    "real_run": (6, []),
    "real_run_debug": (6, []),
    "real_run_fail": (6, ["ct-proxy"]),
    "real_run_hamigrate": (6, []),
    "real_run_hamigrate_debug": (6, []),
    "real_run_json": (6, []),
    "real_run_parallel": (6, []),
}
# Daemons: whether a next run is announced at the end of the record.
DAEMONS = {
    "daemon_api_dies": True,
    "daemon_delay": True,
    "daemon_json": True,
    "daemon_sigint": False,
    "daemon_sigterm": False,
    "edit_without_sighup": True,
    "ha_mode_passive": True,
    "sighup_ok": True,
}
# The sentence a person gets for a run that failed.
FAILURES = {
    "config_is_dir": "IsADirectoryError",
    "daemon_api_dies": "requests.exceptions.ConnectionError",
    "daemon_sigterm": "signal SIGTERM",
    "err_both_creds": "Username/password and API token authentication are mutal exclusive",
    "err_empty_file": "must be a mapping, not NoneType",
    "err_enum": "4 validation errors for Config",
    "err_hosts_string": "1 validation error for Config",
    "err_list_file": "must be a mapping, not list",
    "err_missing_section": "1 validation error for Config",
    "err_missing_user": "1 validation error for Config",
    "err_negative": "validation error",
    "err_no_creds": "NotImplementedError: No valid authentication credentials were supplied",
    "err_no_hosts": "No proxmox_api hosts are defined.",
    "err_no_such_user": "User not known",
    "err_null_lists": "validation error",
    "err_perm_missing": "is missing",
    "err_schedule_int": "1 validation error for Config",
    "err_timeout_connect": "No valid Proxmox API hosts found.",
    "err_tls_password": "SSL certificate validation failed",
    "err_token_id_missing": "NotImplementedError",
    "err_tokenid_format": "Wrong user/token format defined",
    "err_unreachable": "No valid Proxmox API hosts found.",
    "err_unreachable_retries": "No valid Proxmox API hosts found.",
    "err_unresolvable": "No valid Proxmox API hosts found.",
    "err_wrong_password": "Authentication failed.",
    "err_wrong_token_id": "401 Unauthorized",
    "err_wrong_token_secret": "401 Unauthorized",
    "err_wrong_type": "3 validation errors for Config",
    "err_yaml": "Error loading YAML file",
    "err_yaml_tab": "Error loading YAML file",
    "missing_config": "does not exist",
    "missing_default_config": "does not exist",
    "old_bad_method": "KeyError: 'ram_used_percent'",
    "old_lower_loglevel": "ValueError",
    "old_missing_cluster_section": "AttributeError",
    "old_missing_config": "does not exist",
    "old_schedule_int": "Invalid format for schedule",
    "old_wrong_token": "401 Unauthorized",
    "old_wrong_type": "TypeError",
    "old_yaml": "Error loading YAML file",
}
QUIET = ("help", "version", "old_help", "old_version", "journald_best_node")

pytestmark = needs_samples


def test_the_tables_name_nothing_that_is_not_recorded() -> None:
    assert {*MOVES, *MIGRATIONS, *DAEMONS, *FAILURES, *QUIET} <= {*OUTPUTS}


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
        assert run.activity.next_run_at is None or name == "daemon_api_dies"
    else:
        assert run.state in (RunState.STARTING, RunState.COLLECTING, RunState.PLANNING)
    assert (run.activity.next_run_at is not None) is DAEMONS.get(name, False)
    one_shot = any(line.text.startswith("Daemon mode not active") for line in run.lines)
    assert not one_shot or run.activity.last_run_ended_at is not None
    if name == "real_run_fail":
        assert run.activity.last_failed is True


def test_validation_errors_keep_their_lines() -> None:
    trouble = recorded("err_wrong_type").trouble()
    assert trouble is not None
    text = "\n".join(trouble.last_words)
    assert "balancing.balanciness" in text and "unable to parse string as an integer" in text


def test_a_traceback_keeps_its_last_words() -> None:
    trouble = recorded("old_bad_method").trouble()
    assert trouble is not None
    assert trouble.last_words[0] == "Traceback (most recent call last):"
    assert trouble.last_words[-1] == "KeyError: 'ram_used_percent'"


def test_debug_output_tells_tasks_and_the_engines_own_verdict() -> None:
    attempts = recorded("real_run_debug").attempts
    assert [(attempt.guest, attempt.verdict) for attempt in attempts] == [
        (name, True) for name in ("db01", "lic01", "ct-proxy", "ct-mail", "win01", "ct-dns")
    ]
    assert all(attempt.upid and attempt.upid.startswith(f"UPID:{attempt.source}:") for attempt in attempts)


def test_an_ha_request_keeps_the_requests_task() -> None:
    kinds = {attempt.upid.split(":")[5] for attempt in recorded("real_run_hamigrate_debug").attempts if attempt.upid}
    assert "hamigrate" in kinds


def test_all_nodes_in_maintenance_is_no_best_node() -> None:
    trouble = recorded("all_maintenance_best").trouble(best_node=None)
    assert trouble is not None and trouble.message.startswith("No node can take a guest")


def test_the_documents_sum_up() -> None:
    (document,) = recorded("dryrun_json").documents
    assert (document.guests, len(document.nodes), document.flat) == (11, 4, False)
    assert [node.name for node in document.nodes if node.maintenance] == ["pve4"]
    assert document.affinity_groups == 1
    assert {(move.guest, move.source, move.target) for move in document.moves} == {
        ("db01", "pve1", "pve2"),
        ("lic01", "pve1", "pve2"),
        ("ct-proxy", "pve1", "pve3"),
        ("ct-mail", "pve1", "pve2"),
        ("win01", "pve4", "pve3"),
        ("ct-dns", "pve4", "pve3"),
    }


def test_the_passive_ha_node_runs_nothing() -> None:
    run = recorded("ha_mode_passive")
    assert run.activity.last_run_ended_at is None
    assert run.activity.next_run_at is not None and run.activity.next_run_at - START > timedelta(0)


def test_what_goes_to_the_journal_reads_the_same() -> None:
    parser, tracker = EngineLogParser(), RunTracker()
    entries = [json.loads(line) for line in (FOLDER / "journald_best_node.journal").read_text().splitlines()]
    lines = [line for entry in entries for line in parser.feed(entry["MESSAGE"], START)]
    for line in lines:
        tracker.follow(line)
    assert {line.kind for line in lines} == {LineKind.RECORD}
    assert tracker.state is RunState.COLLECTING
