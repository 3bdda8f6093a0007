"""Keeping migrations longer than Proxmox lists them."""

from collections.abc import Sequence
from typing import Protocol

from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.migrations.filter import MigrationFilter


class MigrationHistory(Protocol):
    """Migrations by UPID; every method raises Unavailable, Denied or TimedOut."""

    @property
    def lasting(self) -> bool:
        """Whether what is kept outlives this program."""
        ...

    async def record(self, migrations: Sequence[Migration]) -> None:
        """Keep these, completing one that is kept already. The oldest go when they are too old or too many."""
        ...

    async def find(self, wanted: MigrationFilter) -> tuple[Migration, ...]:
        """Those that fit, newest first, at most as many as asked for."""
        ...

    async def close(self) -> None:
        """Let go of the file; may be called twice."""
        ...
