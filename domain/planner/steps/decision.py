"""What the calculation decided about a guest, to be worded afterwards."""

from dataclasses import dataclass

from proxlb_ui.domain.planner.plan import MoveReason, StayReason


@dataclass(frozen=True, slots=True)
class Decision:
    """The last thing decided about a guest: why it would move, why it would stay, and the figures."""

    stay: StayReason
    move: MoveReason = MoveReason.RESOURCES
    target: str | None = None
    blocker: str | None = None
    percent: float | None = None
    limit_percent: float | None = None
    needed_bytes: float | None = None
    free_bytes: float | None = None
