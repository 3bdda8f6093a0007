"""The Docker adapters keep the same contracts through the socket proxy."""

from collections.abc import Iterator

import pytest

from tests.contract import test_docker_engine as directly
from tests.contract.docker_fixtures import commands, container, control, create, engine_image, idle, shared
from tests.docker.engine_image import removed_afterwards, unique_name
from tests.docker.socket_proxy import SocketProxy, socket_proxy

__all__ = ["commands", "container", "control", "create", "engine_image", "idle", "shared"]

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("no_blocking")]


@pytest.fixture(scope="module")
def proxy() -> Iterator[SocketProxy]:
    with socket_proxy(unique_name()) as proxy:
        yield proxy


@pytest.fixture
def name(proxy: SocketProxy, engine_image: str) -> Iterator[str]:
    with removed_afterwards(proxy.container) as name:
        yield name


@pytest.fixture
def engine_address(proxy: SocketProxy) -> str:
    return proxy.address


class TestServiceControlThroughTheProxy(directly.TestDockerServiceControl):
    async def test_everything_it_needs_is_allowed(self, control, container) -> None:
        await container.start()
        status = await control.status()
        assert status.capabilities
        assert not any(status.capabilities.values())


class TestLogSourceThroughTheProxy(directly.TestDockerLogSource): ...


class TestEngineRunnerThroughTheProxy(directly.TestDockerEngineRunner): ...
