"""The Docker daemon stops and comes back while the cockpit watches: an engine of the test's own."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner, DockerServiceControl
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import ServiceState, ServiceStatus
from proxlb_ui.domain.use_cases.service.control_service import ControlService

from tests.contract.child_fixtures import Commands
from tests.contract.docker_fixtures import redact
from tests.docker.log_watching import viewing
from tests.docker.second_engine import SecondEngine, second_engine
from tests.needs import need

IMAGE = "debian:trixie-slim"
SHELL_ENGINE = Path(__file__).parents[1] / "shell_engine" / "proxlb"

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecondEngine]:
    need("docker")
    with second_engine(tmp_path_factory.mktemp("engine")) as engine:
        engine.take_image(IMAGE)
        yield engine


@pytest.fixture
def proxlb(engine: SecondEngine, commands: Commands) -> Iterator[str]:
    """A container of that engine which it starts again when it starts itself."""
    mounts = [f"--volume={path}:{path}:ro" for path in (SHELL_ENGINE, commands.path.parent)]
    options = ["--network=none", "--restart=always", "--stop-signal=SIGINT", f"--entrypoint={SHELL_ENGINE}"]
    engine.docker("run", "--detach", "--name=proxlb", *options, *mounts, IMAGE, str(commands.path))
    while not engine.docker("logs", "proxlb"):
        time.sleep(0.1)
    yield "proxlb"
    engine.start()
    engine.docker("rm", "--force", "proxlb")


@asynccontextmanager
async def watched(name: str, host: str) -> AsyncGenerator[ControlService, None]:
    """The service as the cockpit watches it, by itself."""
    control = DockerServiceControl(DockerContainer(name, host), redact)
    service = ControlService(control, SystemClock())
    watching = asyncio.create_task(service.run())
    yield service
    watching.cancel()
    await asyncio.wait({watching})
    await control.close()


async def seen(service: ControlService, state: ServiceState, unlike: str | None = None) -> ServiceStatus:
    async with asyncio.timeout(30):
        while service.status.state is not state or service.status.instance == unlike:
            await service.change.wait(service.change.count)
    return service.status


async def test_the_watch_sees_the_engine_go_and_come_back(engine: SecondEngine, proxlb: str) -> None:
    path = engine.host.removeprefix("unix://")
    async with watched(proxlb, engine.host) as service:
        first = await seen(service, ServiceState.RUNNING)
        await asyncio.to_thread(engine.stop)
        gone = await seen(service, ServiceState.UNKNOWN)
        # Debian's engine leaves its socket behind, others remove it.
        assert gone.message in (
            f"There is no Docker socket at {path}.",
            f"The Docker engine does not answer at {path}.",
            f"The connection to the Docker engine at {path} broke.",
        )
        assert gone.hint and gone.version == first.version
        await asyncio.to_thread(engine.start)
        again = await seen(service, ServiceState.RUNNING, unlike=first.instance)
        assert again.message == "" and not any(again.capabilities.values())


async def test_the_live_log_goes_on_after_the_engine_was_restarted(
    engine: SecondEngine, proxlb: str, commands: Commands
) -> None:
    async with viewing(proxlb, engine.host) as viewer:
        for number in range(3):
            commands.give("say", f"line {number}")
            await viewer.until(f"line {number}")
            await asyncio.to_thread(engine.stop)
            await viewer.until("Docker", seconds=30)
            await asyncio.to_thread(engine.start)
        commands.give("say", "line 3")
        await viewer.until("line 3", seconds=30)
    assert [text for text in viewer.texts if "line" in text] == [f'["say", "line {number}"]' for number in range(4)]
    assert viewer.notes and all("Docker" in note for note in viewer.notes)


async def test_a_run_ends_with_the_engine(engine: SecondEngine, proxlb: str) -> None:
    runner = DockerEngineRunner(DockerContainer(proxlb, engine.host), redact, (0.5, 0.5, 1))
    async with asyncio.timeout(60), aclosing(runner.run(RunKind.DRY_RUN, "{}")) as events:
        await anext(events)
        stopping = asyncio.create_task(asyncio.to_thread(engine.stop))
        with pytest.raises(ProxlbUiError) as caught:
            while True:
                await anext(events)
        await stopping
    assert caught.value.message and caught.value.hint
