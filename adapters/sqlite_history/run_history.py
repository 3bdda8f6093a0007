"""Runs as rows: what they are sorted by, and all of them as JSON; their logs compressed."""

import sqlite3
import zlib
from collections.abc import Sequence

from proxlb_ui.adapters.sqlite_history.database import milliseconds
from proxlb_ui.adapters.sqlite_history.table import SqliteStore, Table
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.model.runs.record import RunRecord
from proxlb_ui.domain.model.runs.run import Run
from pydantic import TypeAdapter, ValidationError

_RUN: TypeAdapter[Run] = TypeAdapter(Run)
_LINES: TypeAdapter[tuple[LogLine, ...]] = TypeAdapter(tuple[LogLine, ...])
_TABLE = Table("run", "id", "started_at", "content", "log")


class SqliteRunHistory(SqliteStore):
    """The table of runs in the history file."""

    async def record(self, run: Run, lines: Sequence[LogLine]) -> None:
        """Keep this one, and forget what is too old or too much."""

        def write(connection: sqlite3.Connection) -> None:
            log = zlib.compress(_LINES.dump_json(tuple(lines)))
            _TABLE.put(connection, (run.id, milliseconds(run.started_at), _RUN.dump_json(run), log))

        await self._write(write)

    async def recent(self, limit: int) -> tuple[Run, ...]:
        """The newest ones, without those that a later version wrote in a way of its own."""
        # Not the whole rows: a log may be large.
        query = "SELECT content FROM run ORDER BY started_at DESC, id DESC LIMIT ?"

        def read(connection: sqlite3.Connection) -> tuple[Run, ...]:
            rows = connection.execute(query, (max(0, limit),))
            return tuple(run for (content,) in rows if (run := _run(content)) is not None)

        return await self._database.call(read)

    async def read(self, run_id: str) -> RunRecord | None:
        """One with its log."""

        def read(connection: sqlite3.Connection) -> RunRecord | None:
            row = _TABLE.rows(connection, "WHERE id = ?", (run_id,)).fetchone()
            if row is None:
                return None
            _, _, content, log = row
            run = _run(content)
            return RunRecord(run, _LINES.validate_json(zlib.decompress(log))) if run else None

        return await self._database.call(read)


def _run(content: bytes) -> Run | None:
    try:
        return _RUN.validate_json(content)
    except ValidationError:
        return None
