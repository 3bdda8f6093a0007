"""What the tables of the history have in common: how rows are written and times are kept, and what a store is."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from proxlb_ui.adapters.sqlite_history.database import Database, milliseconds
from proxlb_ui.domain.ports.clock import Clock


class Table:
    """One table, whose rows are tuples in the order of its columns."""

    def __init__(self, name: str, *columns: str) -> None:
        """The names are our own: they become part of statements."""
        fields = ", ".join(columns)
        self._select = f"SELECT {fields} FROM {name} "  # noqa: S608
        self._put = f"INSERT OR REPLACE INTO {name} ({fields}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        self._delete = f"DELETE FROM {name} WHERE {columns[0]} = ?"  # noqa: S608

    def rows(self, connection: sqlite3.Connection, clauses: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows that the clauses behind FROM choose, in their order."""
        return connection.execute(self._select + clauses, values)

    def put(self, connection: sqlite3.Connection, row: Sequence[Any]) -> None:
        """Keep a row, in the place of the one with the same key."""
        connection.execute(self._put, row)

    def delete(self, connection: sqlite3.Connection, key: str) -> None:
        """Forget the row of this key, which is the first column, if there is one."""
        connection.execute(self._delete, (key,))


class SqliteStore:
    """A port's half of the history file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def lasting(self) -> bool:
        """It is a file."""
        return True

    async def close(self) -> None:
        """Close the file, which nobody else uses any more."""
        await self._database.close()

    async def _write(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Write, and forget what is too old or too much, in one transaction."""
        now = self._clock.now()

        def work(connection: sqlite3.Connection) -> None:
            write(connection)
            self._database.forget(connection, now)

        await self._database.call(work)


def moment(value: int) -> datetime:
    """A time from how the file keeps it."""
    return datetime.fromtimestamp(value / 1000, UTC)


def moment_or_none(value: int | None) -> datetime | None:
    """The same, where there may be none."""
    return None if value is None else moment(value)


def milliseconds_or_none(time: datetime | None) -> int | None:
    """How the file keeps a time that there may not be."""
    return None if time is None else milliseconds(time)
