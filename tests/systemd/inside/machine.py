"""The machine seen from inside: a unit that runs the stand-in, and the tests' way to break things."""

import asyncio
import subprocess
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from proxlb_ui.adapters.systemd_unit import JournalLogSource, SystemdServiceControl, SystemdUnit, journal_of

from tests.contract.child_fixtures import Commands

UNIT = "proxlb.service"
BASE = {"PATH": "/usr/bin:/bin"}
MASK = Path("/run/systemd/system") / UNIT
DROP_IN = Path("/run/systemd/system/proxlb.service.d/test.conf")


def root(*command: str, text: str | None = None, check: bool = True) -> str:
    """What a command prints that an administrator gives."""
    done = subprocess.run(["sudo", "-n", *command], input=text, capture_output=True, text=True, timeout=60)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def put(path: Path, text: str) -> None:
    root("mkdir", "-p", str(path.parent))
    root("tee", str(path), text=text)


def change_unit(*lines: str) -> None:
    """Add lines to the unit until the test is over."""
    put(DROP_IN, "\n".join(("[Service]", *lines)) + "\n")
    root("systemctl", "daemon-reload")


def clean() -> None:
    """A unit that has never run, and a journal that knows nothing of it."""
    if MASK.is_symlink():
        root("systemctl", "unmask", "--runtime", UNIT)
    if DROP_IN.exists():
        root("rm", str(DROP_IN))
        root("systemctl", "daemon-reload")
    root("systemctl", "kill", "--signal=KILL", UNIT, check=False)
    root("systemctl", "stop", UNIT, check=False)
    root("systemctl", "reset-failed", UNIT, check=False)
    root("journalctl", "--rotate", "--vacuum-size=1K")


def redact(text: str) -> str:
    return text.replace("hunter2", "[redacted]")


@pytest.fixture
def commands() -> Iterator[Commands]:
    clean()
    folder = Path("/etc/proxlb")
    (folder / "commands").unlink(missing_ok=True)
    commands = Commands(folder)
    commands.path.chmod(0o666)
    commands.script(commands=str(commands.path))
    yield commands
    commands.close()


@pytest.fixture
async def unit(commands: Commands) -> AsyncGenerator[SystemdUnit, None]:
    unit = SystemdUnit(UNIT)
    yield unit
    await asyncio.wait_for(unit.close(), 5)


@pytest.fixture
def log() -> JournalLogSource:
    return JournalLogSource(journal_of(UNIT), redact)


@pytest.fixture
async def control(unit: SystemdUnit, log: JournalLogSource) -> AsyncGenerator[SystemdServiceControl, None]:
    control = SystemdServiceControl(unit, log, BASE)
    yield control
    await asyncio.wait_for(control.close(), 5)


@pytest.fixture
def engine(commands: Commands) -> Commands:
    """A running engine that takes commands."""
    root("systemctl", "start", UNIT)
    return commands
