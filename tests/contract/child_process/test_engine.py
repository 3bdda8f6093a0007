"""The child-process adapters with the real ProxLB, as far as it goes without a cluster."""

# Tests write their settings file where they need it.

import asyncio
import importlib.util
import json
import socket
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
from proxlb_ui.adapters.child_process import (
    ChildEngineRunner,
    ChildLogSource,
    ChildServiceControl,
    EngineProgram,
    LogRing,
)
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel
from proxlb_ui.domain.model.runs.engine_run import EngineExit, EngineOutput, RunKind
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState
from proxlb_ui.domain.model.settings.text.flow_style import settings_text
from proxlb_ui.domain.model.settings.text.redaction import HIDDEN, Redactor

from tests.contract.suites.engine_runner import events_of
from tests.contract.suites.service_control import until
from tests.waiting import PATIENCE_SECONDS

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("proxlb") is None, reason="the real ProxLB is not installed here"),
    pytest.mark.usefixtures("no_blocking"),
]
SECRET = "3f2c9a1e-0c6a-4b5e"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / "proxlb.yaml"


@pytest.fixture
def program(settings: Path) -> EngineProgram:
    return EngineProgram(sys.executable, str(settings), {"PATH": "/usr/bin:/bin"}, Redactor([SECRET]))


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def failure(control: ChildServiceControl) -> tuple[int | None, str]:
    await control.perform(ServiceAction.START)
    status = await until(control, ServiceState.FAILED, ServiceState.STOPPED)
    assert status.state is ServiceState.FAILED
    assert status.last_lines
    return status.exit_code, status.message


async def test_the_version_is_the_installed_one(control: ChildServiceControl) -> None:
    status = await control.status()
    assert (status.state, status.version, status.message) == (ServiceState.STOPPED, "2.3.0", "")


async def test_a_missing_file_is_named(control: ChildServiceControl, settings: Path) -> None:
    message = f"ProxLB ended with exit code 1: The config file {settings} does not exist."
    assert await failure(control) == (1, message)


async def test_broken_yaml_is_pointed_at(control: ChildServiceControl, settings: Path, ring: LogRing) -> None:
    settings.write_text("proxmox_api:\n  hosts: [a\n  user: b\n")
    code, message = await failure(control)
    assert code == 1 and "Error loading YAML file" in message
    lines = (await ChildLogSource(ring).read()).lines
    grave = [line for line in lines if line.level is LogLevel.CRITICAL]
    assert [line.kind for line in grave] == [LineKind.RECORD, *[LineKind.CONTINUATION] * (len(grave) - 1)]
    assert any("line 3" in line.text for line in grave)


async def test_a_schema_error_gives_away_no_secret(control: ChildServiceControl, settings: Path, ring: LogRing) -> None:
    settings.write_text(f"proxmox_api: {{hosts: [pve1], pass: {SECRET}}}\n")
    code, message = await failure(control)
    assert (code, "1 validation error for Config" in message) == (1, True)
    text = "\n".join(line.text for line in (await ChildLogSource(ring).read()).lines)
    assert SECRET not in text and SECRET[-10:] not in text
    assert HIDDEN in text


async def test_no_credentials_end_in_a_traceback(control: ChildServiceControl, settings: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        settings.write_text(json.dumps({"proxmox_api": {"hosts": [host], "user": "root@pam"}}))
        code, message = await failure(control)
    reason = "NotImplementedError: No valid authentication credentials were supplied"
    assert (code, message) == (1, f"ProxLB ended with exit code 1: {reason}")


async def test_an_unreachable_cluster_is_a_failure(control: ChildServiceControl, settings: Path) -> None:
    api = {"hosts": [f"127.0.0.1:{closed_port()}"], "user": "root@pam", "pass": SECRET, "wait_time": 0}
    settings.write_text(json.dumps({"proxmox_api": api}))
    assert await failure(control) == (1, "ProxLB ended with exit code 1: No valid Proxmox API hosts found.")


async def waiting(ring: LogRing, times: int) -> None:
    """Until ProxLB has said so often that it waits: before that it does not handle every signal yet."""
    async with asyncio.timeout(PATIENCE_SECONDS), aclosing(ChildLogSource(ring).follow("0-0")) as batches:
        async for lines in batches:
            times -= sum("Service delay active" in line.text for line in lines)
            if times <= 0:
                return


async def test_a_waiting_daemon_runs_reloads_and_stops(
    control: ChildServiceControl, settings: Path, ring: LogRing
) -> None:
    api = {"hosts": ["127.0.0.1:1"], "user": "root@pam", "pass": SECRET}
    delay = {"enable": True, "time": 1, "format": "hours"}
    settings.write_text(json.dumps({"proxmox_api": api, "service": {"delay": delay}}))
    await control.perform(ServiceAction.START)
    running = await until(control, ServiceState.RUNNING)
    await waiting(ring, 1)
    await control.perform(ServiceAction.RELOAD)
    await control.perform(ServiceAction.RESTART)
    again = await until(control, ServiceState.RUNNING, unlike=running.instance)
    assert again.pid != running.pid
    await waiting(ring, 2)
    await control.perform(ServiceAction.STOP)
    stopped = await until(control, ServiceState.STOPPED, ServiceState.FAILED)
    assert (stopped.state, stopped.exit_code) == (ServiceState.STOPPED, 0)


async def test_a_run_takes_its_settings_from_its_standard_input(program: EngineProgram) -> None:
    api = {"hosts": [f"127.0.0.1:{closed_port()}"], "user": "root@pam", "pass": SECRET, "wait_time": 0}
    text = settings_text({"proxmox_api": api, "service": {"daemon": False}})
    events = await events_of(ChildEngineRunner(program), RunKind.DRY_RUN, text)
    lines = [event.text for event in events if isinstance(event, EngineOutput)]
    assert any("Using config path: /dev/stdin" in line for line in lines)
    assert any("No valid Proxmox API hosts found." in line for line in lines)
    assert events[-1] == EngineExit(1)
