"""`python -m tests.differential.causes`: every reason in many clusters; `make differential` ends with it."""

import argparse
import sys
import time
from collections import Counter

from proxlb_ui.domain.planner.plan import MoveReason, StayReason

from tests.differential.causes.outlived import outlived
from tests.differential.clusters import random_input

SHOWN = 10


def main() -> int:
    """Look at two guests of each reason in each cluster; fails where a verdict outlives its cause."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.causes", description=__doc__)
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


if __name__ == "__main__":
    sys.exit(main())
