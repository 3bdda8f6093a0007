"""Which verdicts of a cluster outlive their cause."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from proxlb_ui.domain.planner.plan import Move, Plan, Stay
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.causes.without import without_cause

EACH = 2
Verdict = tuple[object, ...]


def outlived(case: PlanInput, seed: int) -> Iterator[tuple[Move | Stay, bool]]:
    """Some verdicts of a cluster, each with whether it stays the same without its cause."""
    plan = make_plan(case)
    for told in _chosen(plan, seed):
        changed = make_plan(without_cause(case, plan, told))
        yield told, _verdict(plan, told.vmid) == _verdict(changed, told.vmid)


def _chosen(plan: Plan, seed: int) -> Iterator[Move | Stay]:
    told: list[Move | Stay] = [*plan.moves, *plan.stays]
    Random(seed).shuffle(told)
    taken = Counter[str]()
    for one in told:
        taken[one.reason] += 1
        if taken[one.reason] <= EACH:
            yield one


def _verdict(plan: Plan, vmid: int) -> Verdict | None:
    """What is said of a guest, without the figures that go with it."""
    for move in plan.moves:
        if move.vmid == vmid:
            return ("moves", move.target, move.reason, move.because)
    for stay in plan.stays:
        if stay.vmid == vmid:
            return ("stays", stay.reason, stay.target, stay.blocker)
    return None
