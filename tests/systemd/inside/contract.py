"""The systemd adapters keep the contracts, on a real systemd and a real journal."""

import pytest
from proxlb_ui.adapters.systemd_unit import JournalLogSource, SystemdUnit, UnitEngineRunner
from proxlb_ui.adapters.systemd_unit.journal.entry import Journal
from proxlb_ui.adapters.systemd_unit.journal.journalctl import Journalctl
from proxlb_ui.adapters.systemd_unit.journal.native import NativeJournal

from tests.contract.child_fixtures import Commands
from tests.contract.docker_fixtures import scripted
from tests.contract.suites.engine_runner import EngineRunnerContract, Script
from tests.contract.suites.log_source import LogSourceContract, Print
from tests.contract.suites.service_control import ServiceControlContract, ServiceSideDoor
from tests.systemd.inside.machine import BASE, UNIT, redact

pytestmark = pytest.mark.usefixtures("no_blocking")


class TestSystemdServiceControl(ServiceControlContract):
    @pytest.fixture
    def side_door(self, commands: Commands) -> ServiceSideDoor:
        return commands


class TestJournalLogSource(LogSourceContract):
    @pytest.fixture(params=[NativeJournal, Journalctl])
    def journal(self, request: pytest.FixtureRequest) -> Journal:
        return request.param(UNIT)

    @pytest.fixture
    async def source(self, engine: Commands, journal: Journal) -> JournalLogSource:
        return JournalLogSource(journal, redact)

    @pytest.fixture
    def engine_prints(self, engine: Commands) -> Print:
        async def give(*blocks: str) -> None:
            for block in blocks:
                engine.give("say", block)

        return give


class TestUnitEngineRunner(EngineRunnerContract):
    @pytest.fixture
    def runner(self, unit: SystemdUnit) -> UnitEngineRunner:
        return UnitEngineRunner(unit, BASE, redact)

    @pytest.fixture
    def script(self) -> Script:
        return lambda kind, lines, **how: scripted(lines, **how)
