"""What the compared clusters exercised, so that nobody mistakes silence for agreement."""

from collections import Counter

from proxlb_ui.domain.model.settings.values.settings import Mode
from proxlb_ui.domain.planner.plan import MoveReason, Plan, StayReason
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import features

from tests.differential.oddities import NESTED, TWICE

SEEN = (
    "moves",
    "evacuations",
    "psi moves",
    "pins",
    "anti-affinity",
    "affinity",
    "double names",
    "Proxmox VE 8",
    "HA rules",
    "ends with an error",
    "counted twice",
    "nested pools",
)


def tally(plan_input: PlanInput, plan: Plan) -> Counter[str]:
    """Which of the interesting things came up in one case."""
    reasons = {move.reason for move in plan.moves}
    stays = {stay.reason for stay in plan.stays}
    own = reasons - {MoveReason.MAINTENANCE}
    running = [guest for guest in plan_input.guests if guest.running]
    found = {
        "moves": bool(plan.moves),
        "evacuations": MoveReason.MAINTENANCE in reasons,
        "psi moves": plan_input.balancing.mode is Mode.PSI and bool(own),
        "pins": MoveReason.PIN in reasons or StayReason.PINNED_HERE in stays,
        "anti-affinity": MoveReason.ANTI_AFFINITY in reasons or StayReason.ANTI_AFFINITY_HERE in stays,
        "affinity": MoveReason.AFFINITY in reasons,
        "double names": StayReason.DUPLICATE_NAME in stays,
        "Proxmox VE 8": not features(plan_input).ha_rules,
        "HA rules": bool(plan_input.ha_rules) and features(plan_input).ha_rules,
        "ends with an error": plan.ends_with is not None,
        "counted twice": any(len(set(guest.tags)) < len(guest.tags) or TWICE in guest.pools for guest in running),
        "nested pools": any(pool in NESTED for guest in running for pool in guest.pools),
    }
    return Counter({name: int(found[name]) for name in SEEN})
