"""Where a plan depends on the order in which Proxmox happens to list nodes and guests.

ProxLB breaks ties by that order, evacuates guest by guest in it, and gives an anti-affinity group the first nodes of
it. Proxmox lists them as its hashes have them, anew in every process; the cockpit by name and VMID.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from proxlb_ui.domain.model.wording import counted, listed
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

# Two other orders find nearly all that a hundred would; each costs a whole calculation.
_ORDERS = 2
# Above this many guests one other order must do.
MANY = 1000


def decided_by_order(plan_input: PlanInput, plan: Plan) -> tuple[str, ...]:
    """The guests that would go elsewhere, or stay, if Proxmox listed its nodes and guests in another order."""
    unsure: dict[str, None] = {}
    for other in _reordered(plan_input):
        found = _going(make_plan(other))
        own = _going(plan)
        unsure |= dict.fromkeys(name for name in {**own, **found} if own.get(name) != found.get(name))
    return tuple(unsure)


def told_of_order(unsure: tuple[str, ...]) -> str:
    """The same in a sentence; empty where the order decides nothing."""
    if not unsure:
        return ""
    return (
        "Proxmox lists nodes and guests in an order of its own, by which ProxLB decides between equals: in another one "
        f"{counted(len(unsure), 'guest')} would go elsewhere or stay ({listed(sorted(unsure), 3)})."
    )


def _going(plan: Plan) -> dict[str, str]:
    return {move.guest: move.target for move in plan.moves}


def _reordered(plan_input: PlanInput) -> Iterator[PlanInput]:
    yield replace(plan_input, nodes=plan_input.nodes[::-1], guests=plan_input.guests[::-1])
    if len(plan_input.guests) > MANY:
        return
    # Always the same order, so that an answer does not change by itself.
    random = Random(0)  # noqa: S311
    for _ in range(_ORDERS - 1):
        nodes, guests = list(plan_input.nodes), list(plan_input.guests)
        random.shuffle(nodes)
        random.shuffle(guests)
        yield replace(plan_input, nodes=tuple(nodes), guests=tuple(guests))
