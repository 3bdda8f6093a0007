"""Migrations as rows."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from proxlb_ui.adapters.sqlite_history.database import Database, milliseconds
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import Origin, OriginKind
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.filter import MOST, MigrationFilter
from proxlb_ui.domain.ports.clock import Clock

COLUMNS = (
    "upid, vmid, guest, kind, source, target, started_at, ended_at, state, reason, ha, user, "
    "request, origin, origin_run, origin_started_at"
)
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
        """Keep these, a migration in the place of its request, and forget what is too old or too much."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            for migration in migrations:
                before = _kept(connection, migration.upid) or _kept(connection, migration.request)
                row = _row(migration.after(before) if before else migration)
                connection.execute("DELETE FROM migration WHERE upid = ?", (migration.request,))
                connection.execute(f"INSERT OR REPLACE INTO migration ({COLUMNS}) VALUES ({_PLACES})", row)  # noqa: S608
            self._database.forget(connection, now)

        await self._database.call(write)

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first."""
        where, values = _condition(wanted)
        query = f"SELECT {COLUMNS} FROM migration WHERE {where} ORDER BY started_at DESC, upid DESC LIMIT ?"  # noqa: S608
        limit = max(0, min(wanted.limit, MOST))
        return await self._database.call(
            lambda connection: tuple(map(_migration, connection.execute(query, (*values, limit))))
        )

    async def close(self) -> None:
        """Close the file, which nobody else uses any more."""
        await self._database.close()


def _kept(connection: sqlite3.Connection, upid: str) -> Migration | None:
    row = connection.execute(f"SELECT {COLUMNS} FROM migration WHERE upid = ?", (upid,)).fetchone()  # noqa: S608
    return _migration(row) if row else None


def _condition(wanted: MigrationFilter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, list[Any]]] = [("1", [])]
    if wanted.guest:
        name = wanted.guest.casefold()
        parts.append(("(CAST(vmid AS TEXT) = ? OR instr(casefold(guest), ?))", [name, name]))
    if wanted.node:
        parts.append(("? IN (source, target)", [wanted.node]))
    if wanted.state is not None:
        parts.append(("state = ?", [wanted.state.value]))
    if wanted.by is not None:
        parts.append(("origin = ?", [wanted.by.value]))
    if wanted.run_id:
        parts.append(("origin_run = ?", [wanted.run_id]))
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
        migration.request,
        migration.origin.by.value,
        migration.origin.run_id,
        None if migration.origin.started_at is None else milliseconds(migration.origin.started_at),
    )


def _migration(row: Sequence[Any]) -> Migration:
    upid, vmid, guest, kind, source, target, started, ended, state, reason, ha, user, *joined = row
    request, by, run_id, run_started = joined
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
        request=request,
        origin=Origin(OriginKind(by), run_id, None if run_started is None else _moment(run_started)),
    )


def _moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)
