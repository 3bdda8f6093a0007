"""`python -m tests.differential.versions`: the planner against ProxLB's earlier versions, each from the package index.

Every version gets an environment of its own, kept in a folder, so that a second run needs no network.
"""

import argparse
import subprocess
import sys
import time
import venv
from collections import Counter
from pathlib import Path

from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.versions.as_version import as_version

from tests.differential.clusters import random_input
from tests.differential.comparison import compare
from tests.differential.engine import Engine, running_engine

VERSIONS = ("1.1.13", "2.0.1", "2.1.1", "2.2.0", "2.3.0")
SHOWN = 3


def main() -> int:
    """Compare each version on the same clusters; fails where a difference is not explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.versions", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("build/proxlb"), help="where the versions are installed")
    parser.add_argument("versions", nargs="*", default=VERSIONS)
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.cases)
    failed = False
    for version in options.versions:
        started = time.monotonic()
        found: Counter[str] = Counter()
        with running_engine(str(_installed(options.folder, version))) as engine:
            for seed in seeds:
                if lines := _differences(engine, version, random_input(seed)):
                    found["unexplained"] += 1
                    if found["unexplained"] <= SHOWN:
                        print(f"{version}, seed {seed}:", *lines[:6], sep="\n  ")
        failed = failed or bool(found["unexplained"])
        seconds = time.monotonic() - started
        print(f"{version}: {options.cases} cases, {found['unexplained']} differences, {seconds:.0f} s", flush=True)
    return 1 if failed else 0


def _differences(engine: Engine, version: str, case: PlanInput) -> list[str]:
    return compare(make_plan(as_version(version, case)), engine.ask(case))


def _installed(folder: Path, version: str) -> Path:
    """The interpreter of an environment that has this version and nothing of ours."""
    home = folder.absolute() / version
    python = home / "bin" / "python"
    if not (home / ".installed").exists():
        venv.create(home, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"proxlb=={version}"]
        subprocess.run([str(part) for part in command], check=True)
        (home / ".installed").touch()
    return python


if __name__ == "__main__":
    sys.exit(main())
