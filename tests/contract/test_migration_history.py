"""The history in memory and the one in a file keep the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.sqlite_history import Database, SqliteMigrationHistory

from tests.contract.suites.migration_history import MigrationHistoryContract


class TestInMemoryHistory(MigrationHistoryContract):
    @pytest.fixture
    def history(self) -> InMemoryMigrationHistory:
        return InMemoryMigrationHistory()


class TestSqliteHistory(MigrationHistoryContract):
    @pytest.fixture
    async def history(self, tmp_path: Path) -> AsyncIterator[SqliteMigrationHistory]:
        made = SqliteMigrationHistory(Database(str(tmp_path / "history.sqlite")), FakeClock())
        yield made
        await made.close()
