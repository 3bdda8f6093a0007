"""What the engine is doing, as far as its log tells."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """The daemon's runs: whether one is under way (None: unknown), when the last ended, when the next begins.

    last_failed is None until a run has ended; every run exits 0, so this is read from the log.
    """

    running: bool | None = None
    run_started_at: datetime | None = None
    last_run_ended_at: datetime | None = None
    next_run_at: datetime | None = None
    last_failed: bool | None = None
