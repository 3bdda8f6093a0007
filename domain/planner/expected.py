"""What a plan says of each single guest."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import MoveReason, Plan, StayReason
from proxlb_ui.domain.planner.sentences import move_sentence, stay_sentence


class Would(StrEnum):
    """What the next run would do with a guest."""

    MOVE = "move"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the plan says of one guest; target is None for one that stays."""

    would: Would
    reason: MoveReason | StayReason
    sentence: str
    target: str | None = None


def expectations(plan: Plan, balancing: Balancing) -> Mapping[int, Expected]:
    """By VMID, what would happen to each guest and why."""
    found = {stay.vmid: Expected(Would.STAY, stay.reason, stay_sentence(stay, balancing)) for stay in plan.stays}
    for move in plan.moves:
        found[move.vmid] = Expected(Would.MOVE, move.reason, move_sentence(move, balancing), move.target)
    return found
