"""A child-process runtime around the stand-in for ProxLB, which is quick and obedient."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from proxlb_ui.adapters.child_process import ChildServiceControl, EngineProgram, LogRing

from tests import blocking

STAND_IN = Path(__file__).parent / "stand_in"
PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "


@pytest.fixture(name="no_blocking")
def guarded() -> Iterator[BlockBuster]:
    with blocking.no_blocking() as guard:
        yield guard


class Commands:
    """The side door: a pipe the stand-in takes commands from."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "commands"
        self.settings = folder / "proxlb.yaml"
        os.mkfifo(self.path)
        self._pipe = os.open(self.path, os.O_RDWR)

    def script(self, **how: object) -> None:
        """What the stand-in does when it starts next."""
        self.settings.write_text(json.dumps(how))

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


def children() -> set[int]:
    """Every process whose parent this one is, whichever thread started it, and ended ones nobody waited for."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for one in lists for pid in one.read_text().split()}


@pytest.fixture
def left_children() -> Callable[[], set[int]]:
    """Asks which children came since the test began; others' simulators and multiprocessing's own helper live on."""
    before = children()
    return lambda: children() - before


@pytest.fixture
def settings(commands: Commands) -> Path:
    commands.script(commands=str(commands.path))
    return commands.settings


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
