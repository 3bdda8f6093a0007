"""Migrations as rows."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from proxlb_ui.adapters.sqlite_history.database import milliseconds
from proxlb_ui.adapters.sqlite_history.table import SqliteStore, Table, milliseconds_or_none, moment, moment_or_none
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import Origin, OriginKind
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.filter import MOST, MigrationFilter

_TABLE = Table(
    "migration",
    *("upid", "vmid", "guest", "kind", "source", "target", "started_at", "ended_at", "state", "reason", "ha", "user"),
    *("request", "origin", "origin_run", "origin_started_at"),
)


class SqliteMigrationHistory(SqliteStore):
    """The table of migrations in the history file."""

    async def record(self, migrations: Sequence[Migration]) -> None:
        """Keep these, a migration in the place of its request, and forget what is too old or too much."""

        def write(connection: sqlite3.Connection) -> None:
            for migration in migrations:
                before = _kept(connection, migration.upid) or _kept(connection, migration.request)
                row = _row(migration.after(before) if before else migration)
                _TABLE.delete(connection, migration.request)
                _TABLE.put(connection, row)

        await self._write(write)

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first."""
        where, values = _condition(wanted)
        clauses = f"WHERE {where} ORDER BY started_at DESC, upid DESC LIMIT ?"
        limit = max(0, min(wanted.limit, MOST))
        return await self._database.call(
            lambda connection: tuple(map(_migration, _TABLE.rows(connection, clauses, (*values, limit))))
        )


def _kept(connection: sqlite3.Connection, upid: str) -> Migration | None:
    row = _TABLE.rows(connection, "WHERE upid = ?", (upid,)).fetchone()
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
        milliseconds_or_none(migration.ended_at),
        migration.state.value,
        migration.reason,
        migration.ha,
        migration.user,
        migration.request,
        migration.origin.by.value,
        migration.origin.run_id,
        milliseconds_or_none(migration.origin.started_at),
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
        started_at=moment(started),
        ended_at=moment_or_none(ended),
        state=TaskState(state),
        reason=reason,
        ha=bool(ha),
        user=user,
        request=request,
        origin=Origin(OriginKind(by), run_id, moment_or_none(run_started)),
    )
