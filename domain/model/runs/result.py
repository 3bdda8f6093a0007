"""What a run came to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.runs.document import EngineDocument
from proxlb_ui.domain.model.runs.move_comparison import ComparedMove


class Outcome(StrEnum):
    """How a migration of a rebalance really ended; refused never became a task, unknown left none to be found."""

    RUNNING = "running"
    OK = "ok"
    WARNINGS = "warnings"
    FAILED = "failed"
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def failure(self) -> bool:
        """True when the guest has not arrived, or nobody can tell; Proxmox counts warnings as success."""
        return self in (Outcome.FAILED, Outcome.REFUSED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RunMigration:
    """One migration the engine asked for, and what Proxmox says became of it; reason is Proxmox' own text."""

    guest: str
    vmid: int | None
    kind: GuestKind
    source: str
    target: str
    outcome: Outcome
    reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ha: bool = False
    upid: str | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """The engine's answer beside the planner's, and of a rebalance the true end of every migration."""

    document: EngineDocument | None = None
    moves: tuple[ComparedMove, ...] = ()
    compared: bool = False
    migrations: tuple[RunMigration, ...] = ()
    best_node: str | None = None

    @property
    def engine_moves(self) -> int | None:
        """How many guests the engine moves, None without its document."""
        return None if self.document is None else sum(move.executed for move in self.moves if move.by_engine)

    @property
    def differences(self) -> int | None:
        """How many guests the engine and the planner see differently, None when they were not compared."""
        return sum(move.comparison != "same" for move in self.moves) if self.compared else None

    @property
    def failed(self) -> int:
        """How many migrations did not end well."""
        return sum(migration.outcome.failure for migration in self.migrations)

    @property
    def migrated(self) -> int:
        """How many guests arrived."""
        return sum(migration.outcome in (Outcome.OK, Outcome.WARNINGS) for migration in self.migrations)
