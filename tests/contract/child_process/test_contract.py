"""The child-process adapters keep the contracts, with a stand-in for ProxLB that is quick and obedient."""

import json

import pytest
from proxlb_ui.adapters.child_process import (
    ChildEngineRunner,
    ChildLogSource,
    ChildServiceControl,
    EngineProgram,
    LogRing,
)
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState

from tests.contract.child_fixtures import Commands
from tests.contract.suites.engine_runner import EngineRunnerContract, Script
from tests.contract.suites.log_source import LogSourceContract, Print
from tests.contract.suites.service_control import ServiceControlContract, ServiceSideDoor, until

pytestmark = pytest.mark.usefixtures("no_blocking")


class TestChildServiceControl(ServiceControlContract):
    @pytest.fixture
    def side_door(self, commands: Commands) -> ServiceSideDoor:
        return commands


class TestChildLogSource(LogSourceContract):
    @pytest.fixture
    async def source(self, control: ChildServiceControl, ring: LogRing) -> ChildLogSource:
        await control.perform(ServiceAction.START)
        await until(control, ServiceState.RUNNING)
        return ChildLogSource(ring)

    @pytest.fixture
    def engine_prints(self, commands: Commands) -> Print:
        async def give(*blocks: str) -> None:
            for block in blocks:
                commands.give("say", block)

        return give


class TestChildEngineRunner(EngineRunnerContract):
    @pytest.fixture
    def runner(self, program: EngineProgram) -> ChildEngineRunner:
        return ChildEngineRunner(program)

    @pytest.fixture
    def script(self) -> Script:
        def write(kind: RunKind, lines: list[str], **how: object) -> str:
            return json.dumps({"lines": lines, **how})

        return write
