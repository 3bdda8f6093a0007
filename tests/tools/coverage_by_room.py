"""`coverage json -o - | python -m tests.tools.coverage_by_room`: what of each room the tests ran, worst first."""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any


def room(path: str) -> str:
    """A subject of the model, the use cases or the web; elsewhere the package below the layer."""
    parts = PurePath(path).parts[:-1]
    deep = parts[:2] in {("domain", "model"), ("domain", "use_cases"), ("entrypoints", "web")}
    return "/".join(parts[: 3 if deep else 2])


def table(report: Mapping[str, Any]) -> list[str]:
    """One line for each room: lines and branches that ran, of all there are."""
    ran: dict[str, int] = defaultdict(int)
    there: dict[str, int] = defaultdict(int)
    for path, file in report["files"].items():
        summary = file["summary"]
        for name in (room(path), "together"):
            ran[name] += summary["covered_lines"] + summary.get("covered_branches", 0)
            there[name] += summary["num_statements"] + summary.get("num_branches", 0)
    shares = {name: 100 * ran[name] / total for name, total in there.items() if total}
    order = sorted(shares, key=lambda name: (name == "together", shares[name]))
    return [f"{name:<40} {ran[name]:6} of {there[name]:6}  {shares[name]:5.1f} %" for name in order]


if __name__ == "__main__":
    print("\n".join(table(json.load(sys.stdin))))
