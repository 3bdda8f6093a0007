"""`python -m tests.mutants`: a sample of small changes to the domain, and which of them no test notices."""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter

from tests.mutants.changes import Mutant, enum_members, mutants_of
from tests.mutants.judging import ROOT, Verdict, judged, judges_from

DATA = ROOT / "build" / "mutants.coverage"
JUDGES = ("tests/unit", "tests/contract")
NOT = "not docker and not systemd and not engine and not node"
# No behavior of their own: what the adapters are to offer, and texts of help.
LEFT_OUT = ("domain/ports/", "help.py")


def measure() -> None:
    """Let coverage note for every line which of the judging tests run it."""
    DATA.parent.mkdir(exist_ok=True)
    command = ["coverage", "run", "--source=domain", f"--data-file={DATA}", "-m", "pytest", "-q", "--seed=0"]
    subprocess.run([sys.executable, "-m", *command, "-m", NOT, *JUDGES], cwd=ROOT, check=True)


def sample(count: int, seed: int, within: str) -> list[Mutant]:
    """So many mutants, the same ones for the same seed and the same code."""
    paths = sorted(path for path in (ROOT / "domain").rglob("*.py") if not any(part in str(path) for part in LEFT_OUT))
    members = enum_members(paths)
    found = [mutant for path in paths if within in str(path) for mutant in mutants_of(path, members)]
    print(f"{len(found)} mutants; seed {seed}", flush=True)
    return random.Random(seed).sample(found, min(count, len(found)))


def room(mutant: Mutant) -> str:
    """domain/model/settings, domain/planner and the like."""
    parts = mutant.path.relative_to(ROOT).parts[:-1]
    return "/".join(parts[: 3 if parts[1:2] != ("planner",) else 2])


def tell(verdicts: list[Verdict]) -> None:
    """Killed of all, by room and together."""
    total = Counter(room(verdict.mutant) for verdict in verdicts)
    killed = Counter(room(verdict.mutant) for verdict in verdicts if verdict.word == "killed")
    print()
    for name in sorted(total):
        print(f"{name:<32} {killed[name]:4} of {total[name]:4}  {100 * killed[name] / total[name]:4.0f} %")
    print(f"{'together':<32} {killed.total():4} of {total.total():4}  {100 * killed.total() / total.total():4.0f} %")


def main() -> None:
    """Print every survivor as it is found, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=150, help="how many mutants (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: %(default)s)")
    parser.add_argument("--within", default="", help="only files whose path holds this")
    parser.add_argument("--at-once", type=int, default=2, help="how many at a time (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="use what coverage noted the last time")
    options = parser.parse_args()
    if not (options.keep and DATA.exists()):
        measure()
    started, verdicts = time.monotonic(), list[Verdict]()
    chosen = sample(options.count, options.seed, options.within)
    for verdict in judged(chosen, judges_from(DATA, JUDGES), options.at_once):
        verdicts.append(verdict)
        if verdict.word != "killed":
            place = f"{verdict.mutant.path.relative_to(ROOT)}:{verdict.mutant.line}"
            print(f"{verdict.word:<8} {place}  {verdict.mutant.change}", flush=True)
    tell(verdicts)
    print(f"{(time.monotonic() - started) / 60:.1f} min")


if __name__ == "__main__":
    main()
