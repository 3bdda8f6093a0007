"""Runs as rows: what they are sorted by, and all of them as JSON; their logs compressed."""

import sqlite3
import zlib
from collections.abc import Sequence

from proxlb_ui.adapters.sqlite_history.database import Database, milliseconds
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.ports.clock import Clock
from pydantic import TypeAdapter, ValidationError

_RUN: TypeAdapter[Run] = TypeAdapter(Run)
_LINES: TypeAdapter[tuple[LogLine, ...]] = TypeAdapter(tuple[LogLine, ...])
_FIELDS = "id, started_at, content, log"


class SqliteRunHistory:
    """The table of runs in the history file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def lasting(self) -> bool:
        """It is a file."""
        return True

    async def record(self, run: Run, lines: Sequence[LogLine]) -> None:
        """Keep this one, and forget what is too old or too much."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            log = zlib.compress(_LINES.dump_json(tuple(lines)))
            row = (run.id, milliseconds(run.started_at), _RUN.dump_json(run), log)
            connection.execute(f"INSERT OR REPLACE INTO run ({_FIELDS}) VALUES (?, ?, ?, ?)", row)  # noqa: S608
            self._database.forget(connection, now)

        await self._database.call(write)

    async def recent(self, limit: int) -> tuple[Run, ...]:
        """The newest ones, without those that a later version wrote in a way of its own."""
        query = "SELECT content FROM run ORDER BY started_at DESC, id DESC LIMIT ?"

        def read(connection: sqlite3.Connection) -> tuple[Run, ...]:
            rows = connection.execute(query, (max(0, limit),))
            return tuple(run for (content,) in rows if (run := _run(content)) is not None)

        return await self._database.call(read)

    async def read(self, run_id: str) -> RunRecord | None:
        """One with its log."""
        query = "SELECT content, log FROM run WHERE id = ?"

        def read(connection: sqlite3.Connection) -> RunRecord | None:
            row = connection.execute(query, (run_id,)).fetchone()
            run = _run(row[0]) if row else None
            return RunRecord(run, _LINES.validate_json(zlib.decompress(row[1]))) if run else None

        return await self._database.call(read)

    async def close(self) -> None:
        """Close the file, which nobody else uses any more."""
        await self._database.close()


def _run(content: bytes) -> Run | None:
    try:
        return _RUN.validate_json(content)
    except ValidationError:
        return None
