"""`make differential`: compare on seeded clusters; prints cases and differences, and fails when there are any."""

import argparse
import sys
import time
from collections import Counter

from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.clusters import random_input
from tests.differential.comparison import differences
from tests.differential.engine import running_engine
from tests.differential.tally import SEEN, tally

SHOWN = 10


def main() -> int:
    """Compare and print the count."""
    parser = argparse.ArgumentParser(prog="make differential", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    differing = []
    seen: Counter[str] = Counter()
    with running_engine() as engine:
        for seed in range(options.first_seed, options.first_seed + options.cases):
            case = random_input(seed)
            seen += tally(case, make_plan(case))
            found = differences(engine, case)
            if found:
                differing.append(seed)
                if len(differing) <= SHOWN:
                    print(f"seed {seed}:", *found[:6], sep="\n  ")
    elapsed = time.monotonic() - started
    print("cases with " + ", ".join(f"{name}: {seen[name]}" for name in SEEN))
    print(f"{options.cases} cases, {len(differing)} differences, {elapsed:.0f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
