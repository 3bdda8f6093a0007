"""How systemd's own words read here, for what a real one shows only with luck."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts, facts_in
from proxlb_ui.adapters.systemd_unit.service.jobs import problem_with
from proxlb_ui.adapters.systemd_unit.service.status import verdict_on
from proxlb_ui.domain.errors import Conflict, TimedOut, Unavailable
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
UNIT = "proxlb.service"
START = ("/opt/venvs/proxlb/bin/python3", ["python3", "-m", "proxlb", "-c", "/etc/proxlb/proxlb.yaml"])


def facts(**changes: object) -> UnitFacts:
    found = facts_in({"Id": UNIT, "LoadState": "loaded", "ActiveState": "inactive"}, {"ExecStart": [START]})
    return replace(found, **changes)


def state(**changes: object) -> tuple[ServiceState, str, str]:
    verdict = verdict_on(facts(**changes), UNIT, NOW)
    return verdict.state, verdict.message, verdict.hint


def test_a_fresh_start_is_not_up_yet() -> None:
    verdict = verdict_on(facts(active_state="active", started_at=NOW - timedelta(seconds=0.5)), UNIT, NOW)
    assert (verdict.state, verdict.next_look) == (ServiceState.STARTING, timedelta(seconds=1.5))
    old = verdict_on(facts(active_state="active", started_at=NOW - timedelta(seconds=5)), UNIT, NOW)
    assert (old.state, old.next_look) == (ServiceState.RUNNING, None)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("start-limit-hit", "started too often"),
        ("oom-kill", "no memory left"),
        ("timeout", "in the time its unit gives it"),
        ("resources", "missing or not allowed"),
        ("watchdog", "watchdog"),
        ("exit-code", "exit code 2"),
    ],
)
def test_each_failure_has_its_sentence_and_a_hint(result: str, words: str) -> None:
    found, message, hint = state(active_state="failed", result=result, exit_code=2, ended_at=NOW)
    assert found is ServiceState.FAILED
    assert words in message and hint


def test_a_loop_of_runs_is_not_a_crash() -> None:
    found, message, hint = state(active_state="activating", sub_state="auto-restart", result="success", restarts=3)
    assert found is ServiceState.FAILED
    assert message == "ProxLB ends after each run, and systemd has started it again 3 times."
    assert "service.daemon" in hint


def test_a_changed_unit_file_is_told() -> None:
    found, message, hint = state(active_state="active", started_at=NOW - timedelta(hours=1), outdated=True)
    assert (found, hint) == (ServiceState.RUNNING, "Run: systemctl daemon-reload")
    assert "has changed" in message


def test_the_cockpit_is_not_proxlb() -> None:
    words = ("/opt/proxlb-ui/bin/proxlb-ui", "serve")
    found, message, _ = state(words=words, active_state="active")
    assert found is ServiceState.UNKNOWN and "the cockpit itself" in message


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (("/v/python3", "-m", "proxlb", "-c", "/etc/x"), ("/v/python3", "-m", "proxlb")),
        (("/usr/bin/python3", "/usr/lib/proxlb/main.py", "-c", "/x"), ("/usr/bin/python3", "/usr/lib/proxlb/main.py")),
        (("/usr/bin/proxlb", "--config=/x"), ("/usr/bin/proxlb",)),
        (("/v/python3", "-u", "-m", "proxlb"), ("/v/python3", "-u", "-m", "proxlb")),
    ],
)
def test_the_program_is_the_command_line_without_its_options(words: tuple[str, ...], program: tuple[str, ...]) -> None:
    assert facts(words=words).program == program


@pytest.mark.parametrize(
    ("result", "kind", "words"),
    [
        ("canceled", Conflict, "called off the restart"),
        ("timeout", TimedOut, "waited too long"),
        ("dependency", Unavailable, "did not start"),
        ("skipped", Conflict, "skipped the restart"),
        ("assert", Conflict, "condition"),
        ("condition", Conflict, "condition"),
        ("failed", Unavailable, "It crashed."),
        ("invalid", Unavailable, "It crashed."),
    ],
)
def test_each_end_of_a_job_has_its_sentence(result: str, kind: type[Exception], words: str) -> None:
    problem = problem_with(ServiceAction.RESTART, result, facts(), facts(), "It crashed.", "")
    assert isinstance(problem, kind)
    assert words in problem.message and problem.hint
    assert problem_with(ServiceAction.RESTART, "done", facts(), facts(), "", "") is None
