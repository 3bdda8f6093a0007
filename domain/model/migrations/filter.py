"""Which migrations somebody wants to see."""

from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import OriginKind
from proxlb_ui.domain.model.cluster.task import TaskState

MOST = 10_000


@dataclass(frozen=True, slots=True)
class MigrationFilter:
    """Every given field must fit: guest is a VMID or part of a name, node source or target, times bound the start.

    before and before_upid continue a list: what follows the migration with that start and name, newest first.
    """

    guest: str = ""
    node: str = ""
    state: TaskState | None = None
    by: OriginKind | None = None
    run_id: str = ""
    since: datetime | None = None
    before: datetime | None = None
    before_upid: str = ""
    limit: int = 200

    def fits(self, migration: Migration) -> bool:
        """True for a migration that is wanted."""
        wanted = self.guest.casefold()
        return (
            (not wanted or wanted == str(migration.vmid) or wanted in migration.guest.casefold())
            and (not self.node or self.node in (migration.source, migration.target))
            and self.state in (None, migration.state)
            and self.by in (None, migration.origin.by)
            and self.run_id in ("", migration.origin.run_id)
            and (self.since is None or migration.started_at >= self.since)
            and (self.before is None or (migration.started_at, migration.upid) < (self.before, self.before_upid))
        )
