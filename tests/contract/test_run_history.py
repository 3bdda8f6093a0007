"""The history of runs in memory and the one in a file keep the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.run_history import InMemoryRunHistory
from proxlb_ui.adapters.sqlite_history import Database, SqliteRunHistory

from tests.contract.suites.run_history import RunHistoryContract
from tests.unit.domain.examples import NOON


class TestInMemoryRunHistory(RunHistoryContract):
    @pytest.fixture
    def history(self) -> InMemoryRunHistory:
        return InMemoryRunHistory()


class TestSqliteRunHistory(RunHistoryContract):
    @pytest.fixture
    async def history(self, tmp_path: Path) -> AsyncIterator[SqliteRunHistory]:
        made = SqliteRunHistory(Database(str(tmp_path / "history.sqlite")), FakeClock(NOON))
        yield made
        await made.close()
