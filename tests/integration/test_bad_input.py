"""Whatever is wrong, the program starts where it can, and says in one sentence what it is and what to do."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress, free_port, simulator_process

from tests.e2e.programs import Api, Program, running

pytestmark = pytest.mark.timeout(60)
# The Python our environment was made from, which has no ProxLB.
ENGINELESS = str(Path(sys.base_prefix) / "bin" / "python3")
WRONG_SECRET = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorAddress]:
    with simulator_process(SimulatorOptions(guests=6), 0, tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., tuple[Program, Api]]]:
    """Start the cockpit over some settings text; None leaves the file out."""
    started = []

    def start(text: str | None, **more: str) -> tuple[Program, Api]:
        settings, port = tmp_path / "proxlb.yaml", free_port()
        if text is not None:
            settings.write_text(text)
        environment = {"HOST": "127.0.0.1", "PORT": str(port), "PROXLB_CONFIG": str(settings)}
        manager = running(
            ["serve"], {"PROXLB_UI_RUNTIME": "none", "PROXLB_UI_REFRESH_SECONDS": "2", **environment, **more}
        )
        program, api = manager.__enter__(), Api(port)
        started.append(manager)
        program.wait_until(lambda: api.answers("/overview"), "answering")
        return program, api

    yield start
    for manager in started:
        manager.__exit__(None, None, None)


def overview_when(api: Api, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while not wanted(found := api.get("/overview")):
        assert time.monotonic() < deadline, found["connection"]
        time.sleep(0.1)
    return dict(found)


def in_trouble(found: dict[str, Any]) -> bool:
    return found["connection"]["state"] not in ("loading", "ok")


def assert_told(program: Program, api: Api, words: str) -> None:
    """On the page, among what was looked for, and in the log."""
    found = overview_when(api, in_trouble)["connection"]
    assert words in found["message"] + found["hint"], found
    assert found["hint"], "it says what to do"
    rows = {row["id"]: row for row in api.get("/setup")["items"]}
    assert rows["proxmox-api"]["state"] in ("failed", "skipped")
    program.wait_until(lambda: "cannot be read: " in program.output, "telling its log")
    assert "Traceback" not in program.output


def test_wrong_token(serve: Any, cluster: SimulatorAddress) -> None:
    text = proxlb_settings(cluster.host, cluster.port, token_secret=WRONG_SECRET)
    program, api = serve(text, PROXLB_UI_PVE_CA_FILE=str(cluster.ca_file))
    assert_told(program, api, "token")
    assert WRONG_SECRET not in program.output


def test_wrong_password(serve: Any, cluster: SimulatorAddress) -> None:
    text = proxlb_settings(cluster.host, cluster.port, password="wrong-password")
    program, api = serve(text, PROXLB_UI_PVE_CA_FILE=str(cluster.ca_file))
    assert_told(program, api, "does not accept the credentials")
    assert "wrong-password" not in program.output


def test_untrusted_certificate(serve: Any, cluster: SimulatorAddress) -> None:
    assert_told(*serve(proxlb_settings(cluster.host, cluster.port)), "certificate")


def test_unreachable_host(serve: Any) -> None:
    assert_told(*serve(proxlb_settings("127.0.0.1", free_port())), "refuses connections")


def test_unknown_host(serve: Any) -> None:
    assert_told(*serve(proxlb_settings("no-such-host.invalid", 8006)), "no-such-host.invalid")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "does not exist"),
        ("", "empty"),
        ("- a\n- list\n", "list"),
        ("proxmox_api:\n\thosts: []\n", "line 2"),
        ("proxmox_api: {hosts: [a], user: u, pass: p}\nbalancing: {method: speed}\n", "balancing.method"),
        ("proxmox_api: {hosts: [a]}\n", "proxmox_api.user"),
    ],
)
def test_settings_that_cannot_be_used(serve: Any, text: str | None, words: str) -> None:
    program, api = serve(text)
    found = overview_when(api, in_trouble)
    warning = next(one for one in found["warnings"] if one["code"] == "settings")
    assert words in warning["detail"], warning
    assert warning["hint"]
    assert {row["id"]: row["state"] for row in api.get("/setup")["items"]}["settings"] == "failed"
    program.wait_until(lambda: "settings cannot be used" in program.output, "telling its log")
    assert api.get("/session")["signed_in"] is True


def test_settings_mended_while_running(serve: Any, tmp_path: Path, cluster: SimulatorAddress) -> None:
    _, api = serve(None, PROXLB_UI_PVE_CA_FILE=str(cluster.ca_file))
    overview_when(api, in_trouble)
    (tmp_path / "proxlb.yaml").write_text(proxlb_settings(cluster.host, cluster.port))
    overview_when(api, lambda found: found["connection"]["state"] == "ok")
    assert len(api.get("/guests")["items"]) == 6


@pytest.mark.parametrize("python", ["/nonexistent/python", ENGINELESS], ids=["no Python", "no ProxLB"])
def test_the_engine_may_be_missing(serve: Any, python: str) -> None:
    program, api = serve(None, PROXLB_UI_RUNTIME="process", PROXLB_UI_ENGINE_PYTHON=python)
    assert api.request("POST", "/service/start")[0] in (202, 403)
    deadline = time.monotonic() + 20
    while not (found := api.get("/service"))["message"]:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert python in found["message"] + found["hint"], found
    assert found["hint"]
    assert "Traceback" not in program.output


@pytest.mark.parametrize("runtime", ["", "auto", "none"])
def test_a_runtime_that_is_not_there_explains_itself(serve: Any, runtime: str) -> None:
    _, api = serve(None, PROXLB_UI_RUNTIME=runtime)
    found = api.get("/service")
    assert (found["runtime"], found["state"]) == ("none", "unknown")
    assert found["message"] and "PROXLB_UI_RUNTIME=process" in found["hint"]
    assert not [one for one in found["actions"] if one["allowed"] or not one["reason"]]
    assert api.request("GET", "/logs")[0] == 404


def test_a_docker_engine_that_is_not_there_is_told_and_offers_nothing(serve: Any) -> None:
    _, api = serve(None, PROXLB_UI_RUNTIME="docker", DOCKER_HOST="unix:///nowhere/docker.sock")
    found = api.get("/service")
    assert (found["runtime"], found["state"]) == ("docker", "unknown")
    assert "/nowhere/docker.sock" in found["message"]
    assert not [one for one in found["actions"] if one["allowed"] or not one["reason"]]
    assert api.request("GET", "/logs")[0] == 503


def test_a_systemd_that_is_not_there_is_told_and_offers_nothing(serve: Any) -> None:
    _, api = serve(None, PROXLB_UI_RUNTIME="systemd", DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nowhere/bus")
    found = api.get("/service")
    assert (found["runtime"], found["state"]) == ("systemd", "unknown")
    assert "D-Bus cannot be reached" in found["message"]
    assert not [one for one in found["actions"] if one["allowed"] or not one["reason"]]


def run_to_end(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    program = Program(arguments, environment)
    try:
        code = program._process.wait(timeout=20)
    finally:
        program.stop()
    return code, program.output


def test_a_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, output = run_to_end(["serve"], {"HOST": "127.0.0.1", "PORT": str(port), "PROXLB_UI_RUNTIME": "none"})
    assert code == 1
    assert f"Port {port} on 127.0.0.1 is already in use." in output
    assert f"PORT={port + 1}" in output
    assert "Traceback" not in output


def test_every_bad_variable_is_named_at_once() -> None:
    code, output = run_to_end(["serve"], {"PORT": "http", "PROXLB_UI_RUNTIME": "podman", "PROXLB_UI_TOKEN": "short"})
    assert code == 1
    assert all(
        name in output for name in ("PORT is 'http'", "PROXLB_UI_RUNTIME is 'podman'", "PROXLB_UI_TOKEN is too easy")
    )
    assert "short'" not in output
    assert "Traceback" not in output


def test_check_tells_the_same_in_the_terminal(tmp_path: Path, cluster: SimulatorAddress) -> None:
    settings = tmp_path / "proxlb.yaml"
    environment = {
        "PROXLB_CONFIG": str(settings),
        "PROXLB_UI_RUNTIME": "none",
        "PROXLB_UI_PVE_CA_FILE": str(cluster.ca_file),
    }
    code, output = run_to_end(["check"], environment)
    assert code == 1
    assert "[FAIL] ProxLB's settings file" in output
    settings.write_text(proxlb_settings(cluster.host, cluster.port))
    code, output = run_to_end(["check"], environment)
    assert "[ok  ] The Proxmox API" in output
    assert DEFAULT_SECRET not in output


def test_healthcheck(serve: Any) -> None:
    _, api = serve(None)
    environment = {"HOST": "127.0.0.1", "PORT": str(api.port)}
    assert run_to_end(["healthcheck"], environment)[0] == 0
    assert run_to_end(["healthcheck"], {**environment, "PORT": str(free_port())})[0] == 1
