"""Runs of the engine in a container that goes away, and engines that do not want to end; on a real engine."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner
from proxlb_ui.domain.errors import Conflict, NotFound, Unavailable
from proxlb_ui.domain.model.runs.engine_run import EngineOutput, RunKind

from tests.contract.docker_fixtures import SOCKET, Create, redact, scripted
from tests.docker.engine_image import docker
from tests.docker.log_watching import back_to
from tests.docker.relay import relay_in

pytestmark = pytest.mark.docker

STOPPED = "ProxLB's Docker container stopped during the run, and the run with it."


def runner_in(name: str) -> DockerEngineRunner:
    return DockerEngineRunner(DockerContainer(name, SOCKET), redact, (0.5, 0.5, 2))


def engines_in(name: str) -> list[str]:
    """The command lines of the runs in a container."""
    return [line for line in docker("top", name, "-eo", "pid,args").splitlines() if "/dev/stdin" in line]


async def until_it_prints(events: aclosing, text: str) -> None:
    async for event in events:
        if isinstance(event, EngineOutput) and event.text == text:
            return
    pytest.fail(f"{text} did not come")


@pytest.mark.parametrize("how", [("stop", "--time", "1"), ("kill",), ("restart", "--time", "1"), ("rm", "--force")])
async def test_the_container_goes_away_during_a_run(idle: str, how: tuple[str, ...]) -> None:
    settings = scripted(["line 1"], endless=True)
    expected = NotFound if how[0] == "rm" else Unavailable
    async with asyncio.timeout(20), aclosing(runner_in(idle).run(RunKind.REBALANCE, settings)) as events:
        await until_it_prints(events, "line 1")
        await asyncio.to_thread(docker, *how, idle)
        with pytest.raises(expected) as caught:
            await anext(events)
    assert caught.value.hint
    if how[0] == "rm":
        assert caught.value.message == f"There is no Docker container named {idle}."
    else:
        assert caught.value.message == STOPPED
        assert caught.value.hint == "Start it and run again; migrations that had begun go on in Proxmox."


async def test_no_run_begins_in_a_stopped_container(create: Create) -> None:
    with pytest.raises(Conflict) as caught:
        await anext(runner_in(create()).run(RunKind.DRY_RUN, "{}"))
    assert caught.value.message == "ProxLB's Docker container is not running, and the engine runs in it."
    assert caught.value.hint == "Start ProxLB first."


async def test_no_run_begins_in_another_program(name: str, engine_image: str) -> None:
    docker("run", "--detach", "--name", name, "--network", "none", "debian:trixie-slim", "sleep", "1000")
    with pytest.raises(NotFound, match="does not run ProxLB, so it is left alone"):
        await anext(runner_in(name).run(RunKind.DRY_RUN, "{}"))


async def test_an_engine_that_ignores_every_polite_signal_is_killed(idle: str) -> None:
    settings = scripted(["line 1"], stubborn=True, endless=True)
    async with asyncio.timeout(20):
        async with aclosing(runner_in(idle).run(RunKind.REBALANCE, settings)) as events:
            await until_it_prints(events, "line 1")
            assert len(engines_in(idle)) == 1
    assert engines_in(idle) == []
    assert json.loads(docker("inspect", idle))[0]["State"]["Running"], "the service itself goes on"


async def test_a_run_whose_task_is_cancelled_is_ended(idle: str) -> None:
    settings = scripted(["line 1"], stubborn=True, endless=True)

    printed = asyncio.Event()

    async def run() -> None:
        async with aclosing(runner_in(idle).run(RunKind.REBALANCE, settings)) as events:
            await until_it_prints(events, "line 1")
            printed.set()
            await asyncio.Event().wait()

    before = await back_to((0, 0), seconds=0.2)
    task = asyncio.create_task(run())
    async with asyncio.timeout(20):
        await printed.wait()
        assert len(engines_in(idle)) == 1
        task.cancel()
        await asyncio.wait({task})
    assert engines_in(idle) == []
    assert await back_to(before) <= before


async def test_a_run_whose_connection_is_cut_is_ended(idle: str, tmp_path: Path) -> None:
    settings = scripted(["line 1"], stubborn=True, endless=True)
    with relay_in(tmp_path) as relay:
        runner = DockerEngineRunner(DockerContainer(idle, relay.host), redact, (0.5, 0.5, 2))
        async with asyncio.timeout(30), aclosing(runner.run(RunKind.REBALANCE, settings)) as events:
            await until_it_prints(events, "line 1")
            relay.cut()
            with pytest.raises(Unavailable) as caught:
                await anext(events)
    assert caught.value.message == "The connection to the run broke, so the run was ended."
    assert engines_in(idle) == []
