"""Migrations as rows."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.sqlite_history.database import Database, milliseconds
from domain.model.guest import GuestKind
from domain.model.migration import Migration
from domain.model.migration_filter import MOST, MigrationFilter
from domain.model.task import TaskState
from domain.ports.clock import Clock

COLUMNS = "upid, vmid, guest, kind, source, target, started_at, ended_at, state, reason, ha, user"
_PLACES = ", ".join("?" * len(COLUMNS.split(", ")))


class SqliteMigrationHistory:
    """The table of migrations in the history file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def lasting(self) -> bool:
        """It is a file."""
        return True

    async def record(self, migrations: Sequence[Migration]) -> None:
        """Keep these, and forget what is too old or too much."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            for migration in migrations:
                found = connection.execute(f"SELECT {COLUMNS} FROM migration WHERE upid = ?", (migration.upid,))  # noqa: S608
                before = found.fetchone()
                row = _row(migration.after(_migration(before)) if before else migration)
                connection.execute(f"INSERT OR REPLACE INTO migration ({COLUMNS}) VALUES ({_PLACES})", row)  # noqa: S608
            self._database.forget(connection, now)

        await self._database.call(write)

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first."""
        where, values = _condition(wanted)
        query = f"SELECT {COLUMNS} FROM migration WHERE {where} ORDER BY started_at DESC, upid DESC LIMIT ?"  # noqa: S608
        limit = max(0, min(wanted.limit, MOST))
        rows = await self._database.call(lambda connection: connection.execute(query, (*values, limit)).fetchall())
        return tuple(map(_migration, rows))

    async def close(self) -> None:
        """Close the file, which nobody else uses any more."""
        await self._database.close()


def _condition(wanted: MigrationFilter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, list[Any]]] = [("1", [])]
    if wanted.guest:
        name = wanted.guest.casefold()
        parts.append(("(CAST(vmid AS TEXT) = ? OR instr(casefold(guest), ?))", [name, name]))
    if wanted.node:
        parts.append(("? IN (source, target)", [wanted.node]))
    if wanted.state is not None:
        parts.append(("state = ?", [wanted.state.value]))
    if wanted.since is not None:
        parts.append(("started_at >= ?", [milliseconds(wanted.since)]))
    if wanted.before is not None:
        parts.append(("(started_at, upid) < (?, ?)", [milliseconds(wanted.before), wanted.before_upid]))
    return " AND ".join(part for part, _ in parts), [value for _, values in parts for value in values]


def _row(migration: Migration) -> tuple[Any, ...]:
    return (
        migration.upid,
        migration.vmid,
        migration.guest,
        migration.kind.value,
        migration.source,
        migration.target,
        milliseconds(migration.started_at),
        None if migration.ended_at is None else milliseconds(migration.ended_at),
        migration.state.value,
        migration.reason,
        migration.ha,
        migration.user,
    )


def _migration(row: Sequence[Any]) -> Migration:
    upid, vmid, guest, kind, source, target, started, ended, state, reason, ha, user = row
    return Migration(
        upid=upid,
        vmid=vmid,
        guest=guest,
        kind=GuestKind(kind),
        source=source,
        target=target,
        started_at=_moment(started),
        ended_at=None if ended is None else _moment(ended),
        state=TaskState(state),
        reason=reason,
        ha=bool(ha),
        user=user,
    )


def _moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
