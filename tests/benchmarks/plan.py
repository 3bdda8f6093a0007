"""`make bench`, second part: what an answer of the planner costs, beside the real ProxLB's own calculation."""

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions

from tests.benchmarks.programs import Cockpit, cluster_and_cockpit
from tests.differential.comparison import compare
from tests.differential.engine import running_engine
from tests.differential.simulated import simulated_input

SIZES = ((20, 800), (50, 5000))
REQUESTS = 40


def main() -> None:
    """Both sizes, over HTTP and without it, and ProxLB once."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    requests = parser.parse_args().requests
    for nodes, guests in SIZES:
        options = SimulatorOptions(nodes=nodes, guests=guests)
        print(f"planner: {nodes} nodes, {guests} guests")
        _against_proxlb(options)
        with (
            tempfile.TemporaryDirectory(prefix="proxlb-ui-bench-") as folder,
            cluster_and_cockpit(Path(folder), options) as (_, running),
        ):
            _over_http(running, requests)


def _against_proxlb(options: SimulatorOptions) -> None:
    case = simulated_input(options, balanciness=5)
    ours = min(_timed(lambda: make_plan(case)) for _ in range(5))
    with running_engine() as engine:
        started = time.perf_counter()
        answer = engine.ask(case)
        whole = time.perf_counter() - started
    found = compare(make_plan(case), answer)
    theirs = answer["seconds"] * 1000
    print(f"  calculation: ours {ours * 1000:.0f} ms, ProxLB's {theirs:.0f} ms; {len(found)} differences")
    print(f"  (with its collection from a recorded API, and without its pauses, ProxLB takes {whole:.1f} s)")


def _over_http(running: Cockpit, requests: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    page = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{running.port}", "Accept-Encoding": "gzip"}
    for name, path in (("POST /plan", "/api/v1/plan"), ("POST /plan?stays=none", "/api/v1/plan?stays=none")):
        times, busy = [], running.cpu_seconds
        for number in range(requests):
            question = json.dumps({"settings": {"balanciness": number % 20}})
            started = time.perf_counter()
            connection.request("POST", path, question, page)
            response = connection.getresponse()
            size = len(response.read())
            times.append((time.perf_counter() - started) * 1000)
            if response.status != http.client.OK:
                raise RuntimeError(f"{name} answers {response.status}")
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        each = (running.cpu_seconds - busy) / requests * 1000
        wall = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, best {min(times):.0f} ms"
        print(f"  {name}: {wall}; {each:.0f} ms of CPU each, readings included; {size / 1024:.0f} KiB compressed")
    connection.close()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
