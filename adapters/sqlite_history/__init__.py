"""History in one small SQLite file, so that it outlives restarts of everything."""

from adapters.sqlite_history.database import Database, Retention
from adapters.sqlite_history.migration_history import SqliteMigrationHistory
from adapters.sqlite_history.run_history import SqliteRunHistory

__all__ = ["Database", "Retention", "SqliteMigrationHistory", "SqliteRunHistory"]
