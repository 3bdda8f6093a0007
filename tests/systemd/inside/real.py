"""The real ProxLB as a unit, steered by the whole cockpit as its configuration builds it."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.action import ActionState, ActionTask
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState
from proxlb_ui.entrypoints.config import Config, load_config
from proxlb_ui.entrypoints.container import Container, build_container
from proxlb_ui.entrypoints.runtimes import with_runtime_found
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress, simulator_process

from tests.systemd.inside.machine import UNIT, change_unit, clean

SETTINGS = Path("/etc/proxlb/proxlb.yaml")
# Not the usual socket: the docker SDK leaves one that is not there to the garbage collector.
NO_DOCKER = {"DOCKER_HOST": "tcp://127.0.0.1:1"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[SimulatorAddress]:
    folder = Path("/etc/proxlb/cluster")
    folder.mkdir(exist_ok=True)
    with simulator_process(SimulatorOptions(guests=9, speed=10), 0, folder) as address:
        yield address
    shutil.rmtree(folder)


@pytest.fixture
def config(cluster: SimulatorAddress) -> Iterator[Config]:
    clean()
    authority = f"REQUESTS_CA_BUNDLE={cluster.ca_file}"
    change_unit("Environment=", f"Environment={authority} PYTHONUNBUFFERED=1")
    SETTINGS.write_text(proxlb_settings(cluster.host, cluster.port))
    yield load_config({**NO_DOCKER, "PROXLB_CONFIG": str(SETTINGS), "PATH": "/usr/bin:/bin"})
    clean()


@pytest.fixture
def wrong_settings(config: Config) -> None:
    SETTINGS.write_text("proxmox_api: {}\n")


@pytest.fixture
async def cockpit(config: Config) -> AsyncGenerator[Container, None]:
    container = build_container(await with_runtime_found(config))
    following = asyncio.create_task(container.control_service().run())
    yield container
    following.cancel()
    await asyncio.wait({following})
    await container.control_service().close()
    await container.service_control().close()


async def ended(cockpit: Container, action: ServiceAction) -> ActionTask:
    control = cockpit.control_service()
    task = control.start(action)
    async with asyncio.timeout(30):
        while (now := control.find(task.id)).state not in (ActionState.DONE, ActionState.FAILED):
            await control.change.wait(control.change.count)
    return now


async def done(cockpit: Container, action: ServiceAction) -> str:
    task = await ended(cockpit, action)
    assert task.state is ActionState.DONE, task.message
    return task.message


async def migrations(cluster: SimulatorAddress) -> int:
    calls = (await asyncio.to_thread(cluster.control, "GET", "/sim/stats"))["calls"]
    return sum(number for call, number in calls.items() if call.startswith("POST") and "migrate" in call)


async def test_the_unit_is_found_where_nobody_named_a_runtime(config: Config) -> None:
    found = await with_runtime_found(config)
    assert (found.runtime, found.runtime_note) == ("systemd", f"Found a systemd unit named {UNIT}.")


async def test_what_is_said_when_neither_is_there() -> None:
    found = await with_runtime_found(load_config({**NO_DOCKER, "PROXLB_UNIT": "proxlb-gone.service"}))
    assert found.runtime == "none"
    assert "Not a Docker container named proxlb: " in found.runtime_note
    assert "Not a systemd unit named proxlb-gone.service: systemd knows no unit" in found.runtime_note


async def test_the_service_is_started_restarted_reloaded_and_stopped(cockpit: Container) -> None:
    assert await done(cockpit, ServiceAction.START) == "ProxLB is running."
    status = cockpit.control_service().status
    assert (status.state, status.version, status.runtime) == (ServiceState.RUNNING, "2.3.0", "systemd")
    assert await done(cockpit, ServiceAction.RESTART) == "ProxLB is running."
    assert cockpit.control_service().status.instance != status.instance
    assert "settings again" in await done(cockpit, ServiceAction.RELOAD)
    await done(cockpit, ServiceAction.STOP)
    assert cockpit.control_service().status.state is ServiceState.STOPPED


async def test_its_log_is_the_journal(cockpit: Container) -> None:
    texts: list[str] = []
    async with asyncio.timeout(40), cockpit.follow_logs().subscribe() as viewer:
        await done(cockpit, ServiceAction.START)
        while not any("Connecting" in text or "balanc" in text.lower() for text in texts):
            texts += [line.text for line in (await viewer.next()).lines]
    assert any(text.startswith("Started") for text in texts), "systemd's own remark is among them"
    history = await cockpit.follow_logs().read()
    assert texts[0] in [line.text for line in history.lines]
    await done(cockpit, ServiceAction.STOP)


async def test_a_dry_run_beside_the_service(cockpit: Container, cluster: SimulatorAddress) -> None:
    before = await migrations(cluster)
    engine = cockpit.run_engine()
    run = await engine.start(RunKind.DRY_RUN)
    async with asyncio.timeout(90):
        while not engine.find(run.id).state.ended:
            await engine.change.wait(engine.change.count)
    run = engine.find(run.id)
    assert run.exit_code == 0, (run.message, run.last_words)
    assert run.result is not None and run.result.document is not None and run.result.document.nodes
    assert await migrations(cluster) == before


@pytest.mark.usefixtures("wrong_settings")
async def test_a_start_with_wrong_settings_says_why(cockpit: Container) -> None:
    await ended(cockpit, ServiceAction.START)
    control = cockpit.control_service()
    async with asyncio.timeout(30):  # on a slow machine it fails only after the action was found to have gone well
        while control.status.state is not ServiceState.FAILED:
            await control.change.wait(control.change.count)
    assert "ProxLB ended with exit code" in control.status.message and control.status.hint
    assert control.status.last_lines
