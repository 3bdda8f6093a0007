"""Files of earlier versions, files of later ones, and both histories in one file."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.sqlite_history import Database, Retention, SqliteMigrationHistory, SqliteRunHistory

from tests.contract.suites.migration_history import ALL, migration
from tests.contract.suites.run_history import LINES, run
from tests.unit.domain.examples import NOON

# As the first version wrote it; never to be changed.
VERSION_1 = """
CREATE TABLE migration (
    upid TEXT PRIMARY KEY, vmid INTEGER NOT NULL, guest TEXT NOT NULL, kind TEXT NOT NULL,
    source TEXT NOT NULL, target TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
    state TEXT NOT NULL, reason TEXT NOT NULL, ha INTEGER NOT NULL, user TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX migration_by_start ON migration (started_at DESC, upid DESC);
PRAGMA user_version = 1;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    made = Database(str(path), Retention(age=timedelta(days=2)))
    yield made
    await made.close()


async def test_a_file_of_the_first_version_keeps_what_it_holds(path: Path, database: Database) -> None:
    known = migration(100)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_1)
        began, ended = (int(moment.timestamp() * 1000) for moment in (known.started_at, known.ended_at) if moment)
        row = (known.upid, 100, "vm100", "vm", "pve1", "pve2", began, ended, "ok", "", 0, "root@pam")
        connection.execute("INSERT INTO migration VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    migrations, runs = SqliteMigrationHistory(database, FakeClock(NOON)), SqliteRunHistory(database, FakeClock(NOON))
    assert await migrations.find(ALL) == (known,)
    await runs.record(run("a"), LINES)
    await migrations.record([migration(101, at=9)])
    assert [one.vmid for one in await migrations.find(ALL)] == [101, 100]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


async def test_one_age_holds_for_both(database: Database) -> None:
    clock = FakeClock(NOON)
    migrations, runs = SqliteMigrationHistory(database, clock), SqliteRunHistory(database, clock)
    await migrations.record([migration(100)])
    await runs.record(run("old"), LINES)
    await clock.advance(3 * 86_400)
    await runs.record(run("new", at=3 * 86_400), LINES)
    assert await migrations.find(ALL) == ()
    assert [one.id for one in await runs.recent(50)] == ["new"]


async def test_large_logs_do_not_outgrow_the_file(path: Path) -> None:
    limit = 400_000
    database = Database(str(path), Retention(size_bytes=limit))
    runs = SqliteRunHistory(database, FakeClock(NOON))
    for number in range(60):
        texts = [f"{number} {line} {hash((number, line)):x}" * 4 for line in range(500)]
        lines = [type(LINES[0])(str(at), NOON, LINES[0].level, text) for at, text in enumerate(texts, 1)]
        await runs.record(run(f"{number:03}", at=number), lines)
    kept = await runs.recent(100)
    await database.close()
    assert path.stat().st_size < 2 * limit
    assert kept[0].id == "059"
    assert 5 <= len(kept) < 60


async def test_a_run_that_cannot_be_read_any_more_hides_no_other(path: Path, database: Database) -> None:
    runs = SqliteRunHistory(database, FakeClock(NOON))
    await runs.record(run("a"), LINES)
    await runs.record(run("b", at=9), LINES)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE run SET content = '{\"kind\": \"of a later version\"}' WHERE id = 'b'")
    assert [one.id for one in await runs.recent(50)] == ["a"]
    assert await runs.read("b") is None
