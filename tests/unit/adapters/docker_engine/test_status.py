"""What a container's state says about the service, each with a sentence and what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from proxlb_ui.adapters.docker_engine.engine.facts import LONGEST_STOP_SECONDS, STOP_SECONDS, ContainerFacts, facts_in
from proxlb_ui.adapters.docker_engine.service.status import verdict_on
from proxlb_ui.domain.model.service.service import ServiceState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY: dict[str, Any] = {
    "Id": "f" * 64,
    "Name": "/proxlb",
    "RestartCount": 0,
    "State": {
        "Status": "running",
        "Pid": 7,
        "StartedAt": "2026-11-24T11:00:00.5Z",
        "FinishedAt": "0001-01-01T00:00:00Z",
    },
    "Config": {
        "Image": "registry.example/proxlb:v2.3.0",
        "Env": ["CANARY=swordfish"],
        "Entrypoint": ["python", "-m", "proxlb"],
        "StopSignal": "SIGINT",
    },
}


def facts(**changes: Any) -> ContainerFacts:
    return replace(facts_in(BODY), **changes)


def test_facts_are_taken_from_the_description_and_its_environment_is_not() -> None:
    found = facts_in(BODY)
    assert (found.name, found.version, found.pid, found.terminal) == ("proxlb", "2.3.0", 7, False)
    assert found.finished_at is None
    assert found.instance == "ffffffffffff-2026-11-24T11:00:00.500000+00:00"
    assert "swordfish" not in repr(found)


@pytest.mark.parametrize("body", [{}, {"State": None, "Config": None}, {"State": {"StartedAt": "soon"}, "Id": None}])
def test_a_description_with_holes_is_no_error(body: dict[str, Any]) -> None:
    found = facts_in(body)
    assert (found.phase, found.started_at, found.entrypoint) == ("unknown", None, ())
    assert verdict_on(found, "proxlb", NOW).state is ServiceState.UNKNOWN


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, STOP_SECONDS), (0, 0), (120, 120), (-1, LONGEST_STOP_SECONDS), (10**9, LONGEST_STOP_SECONDS)],
)
def test_a_container_has_its_own_patience(said: int | None, seconds: int) -> None:
    assert facts_in({**BODY, "Config": {"StopTimeout": said}}).stop_seconds == seconds


RUNNING: list[tuple[dict[str, Any], ServiceState, str]] = [
    ({}, ServiceState.RUNNING, ""),
    ({"started_at": NOW - timedelta(seconds=1)}, ServiceState.STARTING, ""),
    ({"started_at": NOW + timedelta(hours=1)}, ServiceState.RUNNING, ""),
    (
        {"started_at": NOW - timedelta(seconds=5), "restarts": 3},
        ServiceState.STARTING,
        "Docker has restarted ProxLB 3 times by itself.",
    ),
    ({"restarts": 3}, ServiceState.RUNNING, ""),
    ({"health": "unhealthy"}, ServiceState.RUNNING, "ProxLB runs, but its Docker container's health check fails."),
]
OTHERWISE: list[tuple[dict[str, Any], ServiceState, str]] = [
    ({"phase": "created"}, ServiceState.STOPPED, "ProxLB's Docker container has not been started yet."),
    (
        {"phase": "created", "error": "no\nsuch file"},
        ServiceState.FAILED,
        "Docker could not start ProxLB: no such file",
    ),
    (
        {"phase": "paused", "paused": True},
        ServiceState.UNKNOWN,
        "ProxLB's Docker container is paused: ProxLB stands still and moves nothing.",
    ),
    (
        {"phase": "dead"},
        ServiceState.FAILED,
        "ProxLB's Docker container is dead: Docker could neither stop nor remove it.",
    ),
    ({"phase": "removing"}, ServiceState.STOPPING, "ProxLB's Docker container is being removed."),
    (
        {"phase": "restarting", "exit_code": 1, "restarts": 1},
        ServiceState.FAILED,
        "ProxLB ends right after its start, and Docker has restarted it once",
    ),
    (
        {"phase": "restarting", "restarts": 9},
        ServiceState.FAILED,
        "ProxLB ends after each run, and Docker has started it again 9 times.",
    ),
    ({"phase": "exited"}, ServiceState.STOPPED, ""),
    ({"phase": "exited", "exit_code": 2}, ServiceState.FAILED, "ProxLB ended with exit code 2"),
    ({"phase": "exited", "exit_code": 139}, ServiceState.FAILED, "ProxLB ended with signal SIGSEGV"),
    ({"phase": "exited", "exit_code": 143}, ServiceState.STOPPED, "ProxLB was ended by signal SIGTERM."),
    ({"phase": "exited", "exit_code": 137}, ServiceState.FAILED, "ProxLB ended with signal SIGKILL"),
    (
        {"phase": "exited", "exit_code": 137, "stop_signal": "SIGTERM"},
        ServiceState.STOPPED,
        "ProxLB did not answer Docker's SIGTERM and was killed.",
    ),
    (
        {"phase": "exited", "exit_code": 137, "out_of_memory": True},
        ServiceState.FAILED,
        "ProxLB was killed because its Docker container had no memory left.",
    ),
    (
        {"phase": "exited", "exit_code": 127, "error": "no such file"},
        ServiceState.FAILED,
        "Docker could not start ProxLB: no such file",
    ),
    ({"phase": "dreaming"}, ServiceState.UNKNOWN, "Docker calls the container's state 'dreaming'."),
]


@pytest.mark.parametrize(("changes", "state", "message"), RUNNING + OTHERWISE)
def test_each_state_has_its_sentence(changes: dict[str, Any], state: ServiceState, message: str) -> None:
    verdict = verdict_on(facts(**changes), "proxlb", NOW)
    assert (verdict.state, verdict.message) == (state, message)


@pytest.mark.parametrize("phase", ["paused", "dead", "removing"])
def test_what_is_in_no_state_to_be_steered_refuses_everything(phase: str) -> None:
    assert verdict_on(facts(phase=phase, paused=phase == "paused"), "proxlb", NOW).refuses_all


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"image": "nginx:1", "entrypoint": ("/entrypoint.sh",)}, "does not run ProxLB, so it is left alone"),
        ({"entrypoint": ("proxlb-ui",), "arguments": ("serve",)}, "is the cockpit itself, not ProxLB"),
    ],
)
def test_another_container_is_left_alone_whatever_its_state(changes: dict[str, Any], words: str) -> None:
    for phase in ("running", "exited", "restarting"):
        verdict = verdict_on(facts(phase=phase, **changes), "web", NOW)
        assert verdict.refuses_all and words in verdict.message and "PROXLB_CONTAINER" in verdict.hint
