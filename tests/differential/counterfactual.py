"""`python -m tests.differential.counterfactual`: takes away what a verdict names as its cause, and looks if it changes.

A reason that is only a guess survives this in some cluster: the guest still moves or stays for "it", though it is gone.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

from proxlb_ui.domain.planner.plan import Move, MoveReason, Plan, Stay, StayReason
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.clusters import random_input
from tests.differential.without import without_cause

SHOWN = 10
EACH = 2
Verdict = tuple[object, ...]


def main() -> int:
    """Look at two guests of each reason in each cluster; fails where a verdict outlives its cause."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.counterfactual", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    failed, seen = 0, Counter[str]()
    for seed in range(options.first_seed, options.first_seed + options.cases):
        for told, survives in outlived(random_input(seed), seed):
            seen[told.reason.value] += 1
            failed += survives
            if survives and failed <= SHOWN:
                print(f"seed {seed}: {told}")
    missing = sorted({*(one.value for one in (*MoveReason, *StayReason))} - {*seen})
    print(", ".join(f"{name}: {count}" for name, count in seen.most_common()))
    print(f"never seen: {', '.join(missing) or 'none'}")
    print(f"{sum(seen.values())} verdicts, {failed} outlived their cause, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


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


if __name__ == "__main__":
    sys.exit(main())
