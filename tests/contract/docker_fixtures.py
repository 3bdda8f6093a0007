"""A Docker runtime around the stand-in for ProxLB, on a real engine and in ProxLB's own image."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerServiceControl

from tests.contract.child_fixtures import STAND_IN, Commands
from tests.docker.engine_image import docker, proxlb_image, removed_afterwards, unique_name
from tests.needs import need

SOCKET = "unix:///var/run/docker.sock"

Create = Callable[..., str]


def redact(text: str) -> str:
    return text.replace("hunter2", "[redacted]")


@pytest.fixture(scope="session")
def engine_image() -> str:
    need("docker")
    return proxlb_image()


@pytest.fixture
def engine_address() -> str:
    """The way to the engine; a module may define another."""
    return SOCKET


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that the container sees at the same path, whoever it runs as."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


@pytest.fixture
def commands(shared: Path) -> Iterator[Commands]:
    commands = Commands(shared)
    commands.path.chmod(0o666)
    commands.script(commands=str(commands.path))
    yield commands
    commands.close()


@pytest.fixture
def name(engine_image: str) -> Iterator[str]:
    with removed_afterwards(unique_name()) as name:
        yield name


@pytest.fixture
def create(name: str, commands: Commands, engine_image: str) -> Create:
    """Create the container: with the engine's own options first, and the image unless it is another."""

    def make(*options: str, image: str = engine_image, arguments: tuple[str, ...] | None = None) -> str:
        mounts = [f"--volume={path}:{path}:ro" for path in (STAND_IN, commands.settings.parent)]
        own = ("-c", str(commands.settings)) if arguments is None else arguments
        docker(
            *("create", "--name", name, "--network", "none", *mounts, "--env", f"PYTHONPATH={STAND_IN}"),
            *("--env", "PYTHONUNBUFFERED=1", "--env", "CANARY=swordfish", "--stop-signal", "SIGINT"),
            *options,
            image,
            *own,
        )
        return name

    return make


@pytest.fixture
def container(create: Create, engine_address: str) -> DockerContainer:
    return DockerContainer(create(), engine_address)


@pytest.fixture
async def control(container: DockerContainer) -> AsyncGenerator[DockerServiceControl, None]:
    control = DockerServiceControl(container, redact)
    yield control
    await asyncio.wait_for(control.close(), 5)


@pytest.fixture
async def idle(name: str, create: Create) -> str:
    """A running container whose engine waits."""
    create()
    docker("start", name)
    return name


def scripted(lines: list[str], **how: object) -> str:
    return json.dumps({"lines": lines, **how})
