"""A history that goes with the program; also what is used where there is no place for a file."""

from collections.abc import Sequence

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.migrations.filter import MigrationFilter
from proxlb_ui.domain.model.migrations.remembered import RememberedMigrations


class InMemoryMigrationHistory:
    """Keeps a bounded number; set `problem` to make every call fail."""

    def __init__(self, limit: int = 2_000) -> None:
        self.problem: ProxlbUiError | None = None
        self._kept = RememberedMigrations(limit)

    @property
    def lasting(self) -> bool:
        """Never."""
        return False

    async def record(self, migrations: Sequence[Migration]) -> None:
        """Keep these."""
        self._raise()
        self._kept.add(migrations)

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first."""
        self._raise()
        return self._kept.find(wanted)

    async def close(self) -> None:
        """Nothing to let go of."""

    def _raise(self) -> None:
        if self.problem is not None:
            raise self.problem
