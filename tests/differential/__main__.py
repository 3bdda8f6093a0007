"""`python -m tests.differential --cases 10000`: compare on seeded clusters; exits 1 when anything differs."""

import argparse
import sys
import time

from tests.differential.clusters import random_input
from tests.differential.comparison import differences
from tests.differential.engine import running_engine

SHOWN = 10


def main() -> int:
    """Compare and print the count."""
    parser = argparse.ArgumentParser(description="Compare our planner with ProxLB's own calculation.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    differing = []
    with running_engine() as engine:
        for seed in range(options.first_seed, options.first_seed + options.cases):
            found = differences(engine, random_input(seed))
            if found:
                differing.append(seed)
                if len(differing) <= SHOWN:
                    print(f"seed {seed}:", *found[:6], sep="\n  ")
    elapsed = time.monotonic() - started
    print(f"{options.cases} cases, {len(differing)} differences, {elapsed:.0f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
