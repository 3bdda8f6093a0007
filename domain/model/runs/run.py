"""Runs: the engine asked to do one thing, from the request to its true result."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import RunResult
from proxlb_ui.domain.model.runs.solver.report import SolverReport


class RunState(StrEnum):
    """How far a run got."""

    STARTING = "starting"
    COLLECTING = "collecting"
    PLANNING = "planning"
    MIGRATING = "migrating"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """True when nothing of it runs any more."""
        return self in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


class ProgressUnit(StrEnum):
    """What is counted."""

    NODE = "node"
    GUEST = "guest"
    MIGRATION = "migration"


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of the node, guest or migration it is at, of how many (None while unknown), and its name."""

    done: int
    total: int | None
    unit: ProgressUnit
    item: str = ""

    def __str__(self) -> str:
        count = f"{self.unit} {self.done}" + (f" of {self.total}" if self.total is not None else "")
        return f"{count}: {self.item}" if self.item else count


@dataclass(frozen=True, slots=True)
class Run:
    """One run; message says its outcome, hint what to do about it, last_words what the engine said in the end."""

    id: str
    kind: RunKind
    started_at: datetime
    state: RunState = RunState.STARTING
    overrides: Mapping[str, Any] = field(default_factory=dict)
    cancelling: bool = False
    ended_at: datetime | None = None
    progress: Progress | None = None
    message: str = ""
    hint: str = ""
    exit_code: int | None = None
    last_words: tuple[str, ...] = ()
    result: RunResult | None = None
    solver: SolverReport | None = None

    @property
    def without_progress(self) -> "Run":
        """The run as it is worth keeping: how far it is just now is gone in a moment."""
        return replace(self, progress=None)

    def elapsed_seconds(self, now: datetime) -> float:
        """How long it took, or has been running; never negative, whatever the wall clock does."""
        return max(0.0, ((self.ended_at or now) - self.started_at).total_seconds())

    @property
    def doing(self) -> str:
        """The outcome, or while there is none what it does just now."""
        if self.message:
            return self.message
        if self.cancelling and not self.state.ended:
            return "Cancelling."
        progress = f" {self.progress}" if self.progress else ""
        return f"{self.state.capitalize()}{progress}."
