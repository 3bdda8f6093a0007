"""The file, its tables, and the only place where it is touched, by one thread at a time."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.adapters.sqlite_history.errors import damaged, translated
from proxlb_ui.domain.errors import ProxlbUiError, Unavailable

Result = TypeVar("Result")

ANSWER_SECONDS = 10.0
BUSY_SECONDS = 2.0
STEPS = (  # from each version to the next; what was released is never changed, only continued
    """
CREATE TABLE migration (
    upid TEXT PRIMARY KEY, vmid INTEGER NOT NULL, guest TEXT NOT NULL, kind TEXT NOT NULL,
    source TEXT NOT NULL, target TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
    state TEXT NOT NULL, reason TEXT NOT NULL, ha INTEGER NOT NULL, user TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX migration_by_start ON migration (started_at DESC, upid DESC);
""",
    """
CREATE TABLE run (
    id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, content BLOB NOT NULL, log BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX run_by_start ON run (started_at DESC, id DESC);
ALTER TABLE migration ADD COLUMN request TEXT NOT NULL DEFAULT '';
ALTER TABLE migration ADD COLUMN origin TEXT NOT NULL DEFAULT 'user';
ALTER TABLE migration ADD COLUMN origin_run TEXT NOT NULL DEFAULT '';
ALTER TABLE migration ADD COLUMN origin_started_at INTEGER;
""",
)
TABLES = {"migration": "upid", "run": "id"}


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what happened is kept, and in how many bytes."""

    age: timedelta = timedelta(days=400)
    size_bytes: int = 64 << 20


class Database:
    """One SQLite file in WAL mode; opened by the first call, and again by the next one after a failure."""

    def __init__(self, path: str, retention: Retention = Retention()) -> None:
        self.path = Path(path)
        self._retention = retention
        # One place: SQLite has one writer, and what is asked first is done first.
        self._threads = BoundedThreads(
            f"calls to {path}",
            1,
            turn_seconds=None,
            answer_seconds=ANSWER_SECONDS,
            too_late=(f"{path} did not answer within {ANSWER_SECONDS:g} s.", "The disk it lies on does not answer."),
        )
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def call(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What the work returns, done in one transaction and in a thread; raises what the ports raise."""
        if self._closed:
            raise Unavailable("The history is closed.", "The cockpit is stopping.")
        return await self._threads.run(lambda: self._attempt(work))

    async def close(self) -> None:
        """Let go of the file, within bounds; may be called twice."""
        if self._closed:
            return
        self._closed = True
        with suppress(TimeoutError, ProxlbUiError):
            async with asyncio.timeout(BUSY_SECONDS):
                await self._threads.run(self._let_go)
        await self._threads.close(0)

    def forget(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Drop what is too old, and the oldest of every kind while the file is too large."""
        oldest = milliseconds(now - self._retention.age)
        too_large = self._size_bytes(connection) > self._retention.size_bytes
        for table, key in TABLES.items():
            connection.execute(f"DELETE FROM {table} WHERE started_at < ?", (oldest,))  # noqa: S608 - our own name
            if too_large:
                connection.execute(
                    f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} "  # noqa: S608
                    f"ORDER BY started_at, {key} LIMIT (SELECT count(*) / 5 FROM {table}))"
                )
        if too_large:
            connection.execute("PRAGMA incremental_vacuum")

    def _attempt(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with translated(self.path):
            try:
                return self._work(work)
            except sqlite3.DatabaseError as exc:
                self._let_go()
                if not damaged(exc):
                    raise
            self._set_aside()
            return self._work(work)

    def _work(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._connection is None:
            self._connection = _opened(self.path)
        with self._connection as connection:
            return work(connection)

    def _set_aside(self) -> None:
        """A damaged file is kept for whoever wants to look into it, and a new one begun."""
        self.path.replace(self.path.with_suffix(".damaged"))
        for end in ("-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @staticmethod
    def _size_bytes(connection: sqlite3.Connection) -> int:
        used = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
        return used * _pragma(connection, "page_size")


def milliseconds(moment: datetime) -> int:
    """How the file keeps times."""
    return round(moment.timestamp() * 1000)


def _opened(path: Path) -> sqlite3.Connection:
    # Proxmox names of guests and users are nobody else's business.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        # SQLite's own lower() knows ASCII only.
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        found = _pragma(connection, "user_version")
        if found > len(STEPS):
            raise Unavailable(
                f"{path} was written by a newer version of the cockpit.", "Update the cockpit, or move the file away."
            )
        if found < len(STEPS):
            steps = "".join(STEPS[found:])
            connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {len(STEPS)}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
