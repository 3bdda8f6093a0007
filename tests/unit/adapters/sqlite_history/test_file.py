"""The file of the history: restarts, damage, limits, and places where it cannot be."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.sqlite_history import Database, Retention, SqliteMigrationHistory
from proxlb_ui.domain.errors import ProxlbUiError, Unavailable
from proxlb_ui.domain.model.migrations.filter import MigrationFilter

from tests.contract.suites.migration_history import ALL, migration
from tests.unit.domain.examples import NOON

Open = Callable[..., SqliteMigrationHistory]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
async def opened(path: Path) -> AsyncIterator[Open]:
    made: list[SqliteMigrationHistory] = []

    def open_it(
        retention: Retention | None = None, clock: FakeClock | None = None, at: Path = path
    ) -> SqliteMigrationHistory:
        database = Database(str(at), retention or Retention())
        made.append(SqliteMigrationHistory(database, clock or FakeClock(NOON)))
        return made[-1]

    yield open_it
    for history in made:
        await history.close()


async def test_it_outlives_the_program(opened: Open) -> None:
    first = opened()
    await first.record([migration(100)])
    await first.close()
    assert await opened().find(ALL) == (migration(100),)


async def test_nobody_else_may_read_it(opened: Open, path: Path) -> None:
    await opened().record([migration(100)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_kill_in_the_middle_loses_nothing_that_was_recorded(opened: Open, path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from tests.contract.suites.migration_history import migration\n"
        "from adapters.in_memory.clock import FakeClock\n"
        "from adapters.sqlite_history import Database, SqliteMigrationHistory\n"
        "async def main():\n"
        "    history = SqliteMigrationHistory(Database(sys.argv[1]), FakeClock())\n"
        "    for vmid in range(100, 1000000):\n"
        "        await history.record([migration(vmid)])\n"
        "        print(vmid, flush=True)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(30)][-1]
        os.kill(writer.pid, signal.SIGKILL)
    found = await opened().find(MigrationFilter(limit=10_000))
    assert {one.vmid for one in found} >= set(range(100, told + 1))


async def test_a_damaged_file_is_set_aside_and_a_new_one_begun(opened: Open, path: Path) -> None:
    path.write_bytes(b"this is no database " * 500)
    history = opened()
    await history.record([migration(100)])
    assert await history.find(ALL) == (migration(100),)
    assert path.with_suffix(".damaged").read_bytes().startswith(b"this is no database")


async def test_a_file_of_a_newer_version_is_left_alone(opened: Open, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Unavailable, match="newer version") as caught:
        await opened().find(ALL)
    assert "Update" in caught.value.hint


async def test_a_missing_directory_is_told_with_the_variable(opened: Open, tmp_path: Path) -> None:
    with pytest.raises(ProxlbUiError) as caught:
        await opened(at=tmp_path / "nowhere" / "history.sqlite").find(ALL)
    assert "PROXLB_UI_STATE_DIR" in caught.value.hint


async def test_a_path_that_is_a_directory_is_told(opened: Open, path: Path) -> None:
    path.mkdir()
    with pytest.raises(Unavailable, match="directory"):
        await opened().find(ALL)


async def test_it_recovers_by_itself(opened: Open, path: Path) -> None:
    path.mkdir()
    history = opened()
    with pytest.raises(Unavailable):
        await history.record([migration(100)])
    path.rmdir()
    await history.record([migration(100)])
    assert await history.find(ALL) == (migration(100),)


async def test_a_full_disk_is_told(opened: Open) -> None:
    history = opened()
    await history.record([migration(100)])
    await history._database.call(lambda connection: connection.execute("PRAGMA max_page_count = 8").fetchone())
    with pytest.raises(Unavailable, match="disk is full"):
        await history.record([migration(vmid, reason="x" * 4000) for vmid in range(101, 140)])
    assert [one.vmid for one in await history.find(ALL)] == [100]


async def test_the_old_are_forgotten(opened: Open) -> None:
    clock = FakeClock(NOON)
    history = opened(Retention(age=timedelta(days=2)), clock)
    await history.record([migration(100)])
    await clock.advance(3 * 86_400)
    await history.record([migration(101, at=3 * 86_400)])
    assert [one.vmid for one in await history.find(ALL)] == [101]


async def test_the_file_stays_below_its_size(opened: Open, path: Path) -> None:
    limit = 300_000
    history = opened(Retention(size_bytes=limit))
    for step in range(40):
        batch = [migration(vmid, at=step, reason="x" * 500) for vmid in range(100, 140)]
        await history.record(batch)
    newest = await history.find(MigrationFilter(limit=10_000))
    await history.close()
    assert path.stat().st_size < 2 * limit
    assert newest[0].started_at == NOON + timedelta(seconds=39)
    assert len(newest) >= 100
