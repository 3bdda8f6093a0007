"""The child-process adapters keep the contracts, with a stand-in that is quick and obedient."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from adapters.child_process import ChildEngineRunner, ChildLogSource, ChildServiceControl, EngineProgram, LogRing
from domain.model.engine_run import RunKind
from domain.model.service import ServiceAction, ServiceState
from tests.contract.engine_runner import EngineRunnerContract, Script
from tests.contract.log_source import LogSourceContract, Print
from tests.contract.service_control import ServiceControlContract, ServiceSideDoor, until

STAND_IN = Path(__file__).parent / "stand_in"
PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "


@pytest.fixture(autouse=True)
def no_blocking() -> Iterator[BlockBuster]:
    with blockbuster_ctx(["adapters", "domain"]) as guard:
        yield guard


class Commands:
    """The side door: a pipe the stand-in takes commands from."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "commands"
        os.mkfifo(self.path)
        self._pipe = os.open(self.path, os.O_RDWR)

    def give(self, word: str, value: object) -> None:
        os.write(self._pipe, json.dumps([word, value]).encode() + b"\n")

    async def crash(self, exit_code: int, last_words: str) -> None:
        self.give("say", f"{PREFIX}CRITICAL - {last_words}")
        self.give("exit", exit_code)

    def close(self) -> None:
        os.close(self._pipe)


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    commands = Commands(tmp_path)
    yield commands
    commands.close()


@pytest.fixture
def settings(tmp_path: Path, commands: Commands) -> Path:
    path = tmp_path / "proxlb.yaml"
    path.write_text(json.dumps({"commands": str(commands.path)}))
    return path


@pytest.fixture
def program(settings: Path) -> EngineProgram:
    environment = {"PYTHONPATH": str(STAND_IN), "PATH": "/usr/bin:/bin"}
    return EngineProgram(sys.executable, str(settings), environment, lambda text: text.replace("hunter2", "[redacted]"))


@pytest.fixture
def ring() -> LogRing:
    return LogRing()


@pytest.fixture
async def control(program: EngineProgram, ring: LogRing) -> AsyncGenerator[ChildServiceControl, None]:
    control = ChildServiceControl(program, ring)
    yield control
    await asyncio.wait_for(control.close(), 5)


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
