"""History in one small SQLite file, so that it outlives restarts of everything."""

from proxlb_ui.adapters.sqlite_history.database import Database, Retention
from proxlb_ui.adapters.sqlite_history.migration_history import SqliteMigrationHistory
from proxlb_ui.adapters.sqlite_history.run_history import SqliteRunHistory

__all__ = ["Database", "Retention", "SqliteMigrationHistory", "SqliteRunHistory"]
