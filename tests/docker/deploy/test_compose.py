"""The compose files: what they say, and that ProxLB is steered with them on a real engine."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner
from proxlb_ui.domain.model.runs.engine_run import RunKind

from tests.docker.deploy.compose import (
    TOKEN,
    Stack,
    demo_stack,
    processes_in,
    steered_stack,
    write_settings,
)
from tests.docker.engine_image import docker, inspect, output_of
from tests.waiting import wait_until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

WAYS = ("socket", "socket-proxy")


def state(stack: Stack) -> str:
    try:
        return str(stack.api.get("/service")["state"])
    except OSError:
        return "not served"  # its container was just started anew


def act(stack: Stack, action: str) -> None:
    """Ask for it, and wait until its effect was seen."""
    status, body = stack.api.request("POST", f"/service/{action}")
    assert status == 202, body
    task = wait_until(lambda: ended(stack))
    assert (task["action"], task["state"]) == (action, "done"), task


def ended(stack: Stack) -> dict[str, Any] | None:
    task = stack.api.get("/service")["task"]
    return task if task["state"] in ("done", "failed") else None


@pytest.fixture(scope="module")
def demo() -> Iterator[Stack]:
    with demo_stack() as stack:
        stack.compose("up", "--detach", "--wait")
        yield stack


@pytest.fixture(scope="module", params=WAYS)
def steered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with steered_stack(request.param, tmp_path_factory.mktemp("docker") / "config") as stack:
        stack.compose("up", "--detach", "--wait")
        yield stack


def test_the_demo_is_a_healthy_cockpit(demo: Stack) -> None:
    assert demo.container_of("proxlb-ui")["State"]["Health"]["Status"] == "healthy"
    wait_until(lambda: state(demo) == "running")
    assert len(demo.api.get("/guests")["items"]) == 30
    service = demo.api.get("/service")
    assert (service["runtime"], service["version"]) == ("docker", "2.3.0")
    assert all(capability["allowed"] for capability in service["capabilities"])
    assert [check for check in demo.api.get("/setup")["items"] if check["state"] == "failed"] == []


def test_the_demo_listens_on_this_machine_alone(demo: Stack) -> None:
    published = [
        binding["HostIp"]
        for service in demo.services()
        for bindings in demo.container_of(service)["HostConfig"]["PortBindings"].values()
        for binding in bindings
    ]
    assert published == ["127.0.0.1"]


def test_the_settings_can_be_edited_by_the_cockpit_and_not_by_proxlb(demo: Stack) -> None:
    cockpit = demo.container_of("proxlb-ui")["Id"]
    replace = "cd /etc/proxlb && cp -p proxlb.yaml new && mv new proxlb.yaml && ls -ln"
    listed = docker("exec", cockpit, "sh", "-c", replace)
    assert re.search(r"^-rw-r----- 1 65534 65534 .* proxlb.yaml$", listed, re.MULTILINE)
    assert "Read-only" in docker("exec", demo.container, "sh", "-c", "touch /etc/proxlb/x 2>&1; true")


@pytest.fixture
def runner(demo: Stack) -> DockerEngineRunner:
    wait_until(lambda: state(demo) == "running")
    return DockerEngineRunner(DockerContainer(demo.container, demo.engine_address()), lambda text: text)


def run_to_end(stack: Stack, kind: str) -> dict[str, Any]:
    """A run of the engine in ProxLB's own container, asked for over the cockpit's interface."""
    run = stack.api.post("/runs", {"kind": kind})["run"]
    return dict(wait_until(lambda: (now := stack.api.get(f"/runs/{run['id']}"))["ended_at"] and now, 120))


def test_a_dry_run_in_the_container_gives_a_plan(demo: Stack) -> None:
    run = run_to_end(demo, "dry-run")
    assert (run["state"], run["exit_code"]) == ("done", 0), run
    assert {node["name"] for node in run["result"]["nodes"]} == {"pve1", "pve2", "pve3"}


def test_the_best_node_comes_from_the_container(demo: Stack) -> None:
    run = run_to_end(demo, "best-node")
    assert (run["state"], run["best_node"] in ("pve1", "pve2", "pve3")) == ("done", True), run


async def test_a_run_that_is_left_ends_in_the_container(demo: Stack, runner: DockerEngineRunner) -> None:
    settings = docker("exec", demo.container, "cat", "/etc/proxlb/proxlb.yaml")
    # With the schedule of a daemon it would go on for ever.
    async with asyncio.timeout(60), aclosing(runner.run(RunKind.REBALANCE, settings)) as events:
        await anext(events)
        assert len(await asyncio.to_thread(processes_in, demo.container)) == 2
    assert len(await asyncio.to_thread(processes_in, demo.container)) == 1


def test_every_container_is_hardened(steered: Stack) -> None:
    for name in steered.services():
        if name in ("simulator", "gateway"):
            continue
        facts = steered.container_of(name)
        host = facts["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert host["SecurityOpt"] == ["no-new-privileges:true"], name
        assert host["PidsLimit"] and host["Memory"], name
        assert host["RestartPolicy"]["Name"] == "unless-stopped", name
        user = docker("exec", facts["Id"], "sh", "-c", "id -u")
        assert user == "65534", name


def test_only_the_proxy_has_the_socket_when_there_is_one(steered: Stack) -> None:
    holders = [
        name
        for name in steered.services()
        if any(mount["Destination"] == "/var/run/docker.sock" for mount in steered.container_of(name)["Mounts"])
    ]
    assert holders == ["socket-proxy"] if "socket-proxy" in steered.services() else ["proxlb-ui"]


def test_proxlb_is_steered(steered: Stack) -> None:
    wait_until(lambda: state(steered) == "running")
    assert all(one["allowed"] for one in steered.api.get("/service")["capabilities"])
    first = steered.api.get("/service")["pid"]
    act(steered, "restart")
    wait_until(lambda: state(steered) == "running" and steered.api.get("/service")["pid"] != first)
    # Before it knows what to do about signals, it would end with 130.
    wait_until(lambda: output_of(steered.container).count("API connection to host") == 2)
    act(steered, "stop")
    # SIGINT ends it; SIGTERM would be ignored, and the end be 137 ten seconds later.
    assert inspect(steered.container)["State"]["ExitCode"] == 0
    act(steered, "start")
    wait_until(lambda: state(steered) == "running")
    lines = [line["text"] for line in steered.api.get("/logs?limit=100")["items"]]
    assert any("terminated by user" in line for line in lines), lines


def test_saved_settings_are_seen_by_a_running_proxlb(steered: Stack) -> None:
    """They would not be, were the file mounted and not its directory."""
    wait_until(lambda: state(steered) == "running")
    config = Path(steered.environment["PROXLB_CONFIG_DIR"])
    before = (config / "proxlb.yaml").read_text()
    pid = steered.api.get("/service")["pid"]
    write_settings(config, before.replace("log_level: INFO", "log_level: DEBUG"))
    for name in (steered.container, steered.container_of("proxlb-ui")["Id"]):
        assert "log_level: DEBUG" in docker("exec", name, "cat", "/etc/proxlb/proxlb.yaml")
    act(steered, "reload")
    assert steered.api.get("/service")["pid"] == pid
    write_settings(config, before)


def test_the_token_guards_it_and_the_history_has_its_place(steered: Stack) -> None:
    assert type(steered.api)(steered.port).request("GET", "/overview")[0] == 401
    cockpit = steered.container_of("proxlb-ui")
    assert TOKEN not in output_of(cockpit["Id"])
    assert docker("exec", cockpit["Id"], "sh", "-c", "ls /var/lib/proxlb-ui")


def test_another_version_is_a_new_container_with_the_same_settings_and_history(steered: Stack) -> None:
    if "socket-proxy" not in steered.services():
        return  # once is enough
    old = steered.container_of("proxlb-ui")
    docker("tag", steered.environment["COCKPIT_IMAGE"], f"{steered.project}:next")
    try:
        update = {**steered.environment, "COCKPIT_IMAGE": f"{steered.project}:next"}
        updated = Stack(steered.project, steered.container, steered.port, steered.api, steered.command, update)
        updated.compose("up", "--detach", "--wait")
        new = steered.container_of("proxlb-ui")
        assert new["Id"] != old["Id"]
        assert mounts(new) == mounts(old)
        # The other tests ask this cockpit, in any order: it is left as it was found, up and having read the cluster.
        steered.compose("up", "--detach", "--wait")
        wait_until(lambda: steered.api.answers("/guests"))
        assert mounts(steered.container_of("proxlb-ui")) == mounts(old)
    finally:
        docker("rmi", f"{steered.project}:next", check=False)


def mounts(facts: dict[str, Any]) -> set[tuple[str, str]]:
    return {(mount["Source"], mount["Destination"]) for mount in facts["Mounts"]}
