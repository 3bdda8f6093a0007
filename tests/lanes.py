"""`python -m tests.lanes`: the whole suite in a few processes side by side, for most tests only wait.

A lane is a choice of tests for one pytest process. Lanes share the machine and nothing else. The last line that is
printed counts them all.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests import needs

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("passed", "failed", "error", "skipped")
NOTHING_COLLECTED = 5
NO_BROWSER = "--ignore=tests/e2e"


@dataclass(frozen=True)
class Lane:
    """One pytest process: its tests, and the lanes that must have ended before it starts."""

    name: str
    arguments: tuple[str, ...]
    after: tuple[str, ...] = ()


# Chromium drops its connections (ERR_NETWORK_CHANGED) when Docker makes or removes a network interface, which only the
# tests of the docker lane do.
LANES = (
    Lane("systemd", (NO_BROWSER, "-m", "systemd")),
    Lane("docker", ("-m", "docker and not systemd")),
    Lane("engine", (NO_BROWSER, "-m", "engine and not docker and not systemd")),
    Lane("quick", (NO_BROWSER, "-m", "not engine and not docker and not systemd")),
    Lane("pages", ("tests/e2e/pages",), after=("docker",)),
    Lane("browser", ("tests/e2e", "--ignore=tests/e2e/pages", "-m", "not docker"), after=("docker",)),
)


@dataclass
class Result:
    """What came of one lane."""

    code: int = 1
    seconds: float = 0
    counts: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)


class Run:
    """All lanes at once; what they print is told apart by their names, and a report stays in one piece."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._seed, self._folder = seed, folder
        self._printing = threading.Lock()
        self._ended = {lane.name: threading.Event() for lane in LANES}
        self._processes: list[subprocess.Popen[str]] = []
        self.results = {lane.name: Result() for lane in LANES}

    def all(self) -> None:
        """Start every lane in its turn, and return when the last has ended."""
        threads = [threading.Thread(target=self._run, args=(lane,), daemon=True) for lane in LANES]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for process in self._processes:
                process.terminate()

    def _run(self, lane: Lane) -> None:
        for name in lane.after:
            self._ended[name].wait()
        started, account = time.monotonic(), self._folder / f"{lane.name}.json"
        own = [f"--seed={self._seed}", f"--account={account}", f"--override-ini=cache_dir=.pytest_cache/{lane.name}"]
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *own, *lane.arguments],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            )  # fmt: skip
            self._processes.append(process)
            self._tell(lane, process)
            told = json.loads(account.read_text()) if account.exists() else {}
            result = Result(process.wait(), time.monotonic() - started, told.get("counts", {}), told.get("missing", {}))
            self.results[lane.name] = result
        finally:
            self._ended[lane.name].set()

    def _tell(self, lane: Lane, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        kept: list[str] = []
        for line in process.stdout:
            # Progress as it comes; from the first report on everything together at the end.
            if kept or (line.startswith("===") and "test session starts" not in line):
                kept.append(line)
            else:
                with self._printing:
                    print(f"{lane.name:>8} | {line}", end="", flush=True)
        with self._printing:
            print(f"\n{lane.name}:\n{''.join(kept)}", flush=True)


def told(results: dict[str, Result]) -> None:
    """Each lane's time, what was missing, and the sum as the last line."""
    total = dict.fromkeys(KINDS, 0)
    missing: dict[str, int] = {}
    print()
    for name, result in results.items():
        counts = ", ".join(f"{result.counts.get(kind, 0)} {kind}" for kind in KINDS)
        print(
            f"{name:>8}  {result.seconds / 60:5.1f} min  {counts}" + ("" if well(result) else f"  exit {result.code}")
        )
        for kind in KINDS:
            total[kind] += result.counts.get(kind, 0)
        for what, count in result.missing.items():
            missing[what] = missing.get(what, 0) + count
    for line in needs.account(missing):
        print(line)
    failed = total["failed"] + total["error"] or sum(not well(result) for result in results.values())
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")


def well(result: Result) -> bool:
    """Whether a lane ended as it should, be it without a test."""
    return result.code in (0, NOTHING_COLLECTED)


def main() -> int:
    """Exit code 0 when every lane went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randint(1, 65536), help="the order of the tests")
    seed = parser.parse_args().seed
    print(f"order: --seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        run = Run(seed, Path(name))
        run.all()
    told(run.results)
    return 0 if all(well(result) for result in run.results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
