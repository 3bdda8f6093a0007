"""Migrations in memory: the newest of those that were told, each in its latest state."""

from collections.abc import Iterable
from operator import attrgetter

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.migrations.filter import MigrationFilter

_NEWEST_FIRST = attrgetter("started_at", "upid")


class RememberedMigrations:
    """A bounded set by UPID; the oldest are forgotten first."""

    def __init__(self, limit: int = 2_000) -> None:
        self._limit = limit
        self._by_upid: dict[str, Migration] = {}

    def add(self, migrations: Iterable[Migration]) -> None:
        """Take in new ones, and the present state of known ones; a request gives way to the migration it became."""
        for migration in migrations:
            asked = self._by_upid.pop(migration.request, None)
            before = self._by_upid.get(migration.upid) or asked
            self._by_upid[migration.upid] = migration.after(before) if before else migration
        if len(self._by_upid) > self._limit:
            kept = sorted(self._by_upid.values(), key=_NEWEST_FIRST)[-self._limit :]
            self._by_upid = {migration.upid: migration for migration in kept}

    def get(self, upid: str) -> Migration | None:
        """The one of that name."""
        return self._by_upid.get(upid)

    def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first, at most as many as asked for."""
        found = sorted(filter(wanted.fits, self._by_upid.values()), key=_NEWEST_FIRST, reverse=True)
        return tuple(found[: wanted.limit])
