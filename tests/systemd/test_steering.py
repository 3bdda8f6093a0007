"""The installed cockpit, without root, steers ProxLB's unit over its own interface, and no other."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.programs import Api
from tests.systemd.installation import ENV, Installation
from tests.waiting import wait_until

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(300)]
RULE = "/etc/polkit-1/rules.d/50-proxlb-ui.rules"


def perform(api: Api, action: str) -> dict[str, Any]:
    """An action, and how it ended."""
    status, body = api.request("POST", f"/service/{action}")
    assert status == 202, body
    return ended(api, body["task"])


def ended(api: Api, task: dict[str, Any]) -> dict[str, Any]:
    """The task, once it has come to an end."""
    deadline = time.monotonic() + 60
    while task["ended_at"] is None:
        assert time.monotonic() < deadline, task
        time.sleep(0.1)
        task = api.get(f"/service/tasks/{task['id']}")["task"]
    return dict(task)


def reach(api: Api, state: str) -> dict[str, Any]:
    wait_until(lambda: api.get("/service")["state"] == state)
    return dict(api.get("/service"))


def engine_is_at_work(found: Installation, pid: int) -> None:
    said = ("sh", "-c", f"journalctl --unit proxlb _PID={pid} | grep --quiet 'API connection'")
    wait_until(lambda: found.machine.attempt(*said).returncode == 0)


def test_stop_start_restart_and_reload(installed: Installation) -> None:
    api = installed.api()
    assert perform(api, "stop")["state"] == "done"
    assert reach(api, "stopped")["pid"] is None
    assert installed.show("ActiveState", "proxlb.service") == "inactive"
    assert perform(api, "start")["state"] == "done"
    first = reach(api, "running")["pid"]
    assert str(first) == installed.show("MainPID", "proxlb.service")
    engine_is_at_work(installed, first)
    assert perform(api, "restart")["state"] == "done"
    second = reach(api, "running")["pid"]
    assert second != first
    engine_is_at_work(installed, second)
    assert perform(api, "reload")["state"] == "done"
    assert reach(api, "running")["pid"] == second
    # ProxLB itself reads the file at its next run.
    wait_until(lambda: "Reloaded proxlb.service" in str(api.get("/logs")))


@contextmanager
def unit_named(found: Installation, unit: str) -> Iterator[Api]:
    """The cockpit told to steer another unit, by somebody who may edit its configuration."""

    def name(unit: str) -> None:
        found.machine.run("sed", "-i", f"s/^PROXLB_UNIT=.*/PROXLB_UNIT={unit}/", ENV)
        found.machine.run("systemctl", "restart", "proxlb-ui")
        wait_until(lambda: found.api().answers("/service") and found.api().get("/service")["runtime"])

    try:
        name(unit)
        yield found.api()
    finally:
        name("proxlb.service")


def test_a_unit_that_does_not_run_proxlb_is_left_alone(installed: Installation) -> None:
    machine = installed.machine
    machine.write("/run/systemd/system/ssh.service", "[Service]\nExecStart=/bin/sleep 1000\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "ssh.service")
    with unit_named(installed, "ssh.service") as api:
        for action in ("stop", "restart", "start", "reload"):
            status, body = api.request("POST", f"/service/{action}")
            assert status == 403, body
            assert "ssh.service does not run ProxLB" in body["error"]["message"]
    assert installed.show("ActiveState", "ssh.service") == "active"


def test_another_unit_that_runs_proxlb_is_refused_by_the_rule(installed: Installation) -> None:
    machine = installed.machine
    text = machine.run("cat", "/usr/lib/systemd/system/proxlb.service")
    machine.write("/run/systemd/system/other.service", text + "\n")
    machine.run("systemctl", "daemon-reload")
    with unit_named(installed, "other.service") as api:
        assert RULE in refused(api, "start")
    assert installed.show("ActiveState", "other.service") == "inactive"


def test_without_the_rule_the_page_names_it_and_with_it_all_is_well(installed: Installation) -> None:
    machine = installed.machine
    machine.run("mv", RULE, "/opt/rule")
    machine.run("systemctl", "restart", "polkit", "proxlb-ui")
    api = installed.api()
    wait_until(lambda: api.answers("/service") and api.get("/service")["state"] == "running")
    assert RULE in refused(api, "stop")
    machine.run("mv", "/opt/rule", RULE)
    machine.run("systemctl", "restart", "polkit", "proxlb-ui")
    wait_until(lambda: api.answers("/service") and api.get("/service")["state"] == "running")
    assert perform(api, "restart")["state"] == "done"


def refused(api: Api, action: str) -> str:
    """Everything that was said about an action that must not happen, at once or in its task."""
    status, body = api.request("POST", f"/service/{action}")
    if status == 202:
        task = ended(api, body["task"])
        assert task["state"] == "failed"
        return str(task)
    assert status == 403, body
    return str(body)
