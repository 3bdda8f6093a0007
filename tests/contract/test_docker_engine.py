"""The Docker adapters keep the contracts, on a real engine."""

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerEngineRunner, DockerLogSource

from tests.contract.child_fixtures import Commands
from tests.contract.docker_fixtures import (
    commands,
    container,
    control,
    create,
    engine_address,
    engine_image,
    idle,
    name,
    redact,
    scripted,
    shared,
)
from tests.contract.suites.engine_runner import EngineRunnerContract, Script
from tests.contract.suites.log_source import LogSourceContract, Print
from tests.contract.suites.service_control import ServiceControlContract, ServiceSideDoor

__all__ = ["commands", "container", "control", "create", "engine_address", "engine_image", "idle", "name", "shared"]

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("no_blocking")]


class TestDockerServiceControl(ServiceControlContract):
    @pytest.fixture
    def side_door(self, commands: Commands) -> ServiceSideDoor:
        return commands


class TestDockerLogSource(LogSourceContract):
    @pytest.fixture
    async def source(self, idle: str, engine_address: str) -> DockerLogSource:
        return DockerLogSource(DockerContainer(idle, engine_address), redact)

    @pytest.fixture
    def engine_prints(self, commands: Commands) -> Print:
        async def give(*blocks: str) -> None:
            for block in blocks:
                commands.give("say", block)

        return give


class TestDockerEngineRunner(EngineRunnerContract):
    @pytest.fixture
    def runner(self, idle: str, engine_address: str) -> DockerEngineRunner:
        return DockerEngineRunner(DockerContainer(idle, engine_address), redact)

    @pytest.fixture
    def script(self) -> Script:
        return lambda kind, lines, **how: scripted(lines, **how)
