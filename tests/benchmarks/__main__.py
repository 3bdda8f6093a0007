"""`make bench`: what the cockpit costs the cluster, the browser and the machine it runs on."""

import argparse
import http.client
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress

from tests.benchmarks.programs import Cockpit, cluster_and_cockpit
from tests.benchmarks.wire import IdleBrowser

OVERVIEW = ["overview", "nodes", "migrations", "service"]
GUESTS = [*OVERVIEW, "guests"]
REQUESTS = 300


def main() -> None:
    """Run every measurement once and print a line for each."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="length of each measurement over time")
    SimulatorOptions.add_arguments(parser)
    parser.set_defaults(nodes=20, guests=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="proxlb-ui-bench-") as folder:
        options = SimulatorOptions.from_arguments(arguments)
        with cluster_and_cockpit(Path(folder), options) as (cluster, running):
            print(f"cluster: {options.nodes} nodes, {options.guests} guests; ready in {running.ready_seconds:.2f} s")
            _calls_without_browser(cluster, running, arguments.seconds)
            _calls_and_bytes_with_browsers(cluster, running, arguments.seconds)
            _latencies(running)
            print(f"memory at the end: {running.rss_mib:.0f} MiB RSS")


def _calls_without_browser(cluster: SimulatorAddress, running: Cockpit, seconds: int) -> None:
    time.sleep(35)  # the last reader has gone for good when half a minute has passed
    calls = _calls_during(cluster, seconds)
    _report_calls("nobody looking", calls, running, seconds)


def _calls_and_bytes_with_browsers(cluster: SimulatorAddress, running: Cockpit, seconds: int) -> None:
    with ExitStack() as stack:
        on_overview = [stack.enter_context(IdleBrowser(running.port, OVERVIEW)) for _ in range(15)]
        on_guests = [stack.enter_context(IdleBrowser(running.port, GUESTS)) for _ in range(5)]
        time.sleep(12)
        before = [browser.received_bytes for browser in on_overview + on_guests]
        calls = _calls_during(cluster, seconds)
        after = [browser.received_bytes for browser in on_overview + on_guests]
        _report_calls("20 browsers", calls, running, seconds)
        per_minute = [(end - begin) / seconds * 60 / 1e6 for begin, end in zip(before, after, strict=True)]
        print(f"idle browser on the overview: {max(per_minute[:15]):.3f} MB/min (largest of 15)")
        print(f"idle browser on the guests page: {max(per_minute[15:]):.3f} MB/min (largest of 5)")


def _report_calls(who: str, calls: int, running: Cockpit, seconds: int) -> None:
    per_tick = calls / seconds * 10
    print(f"PVE calls, {who}: {calls} in {seconds} s = {per_tick:.1f} per 10 s; {running.rss_mib:.0f} MiB RSS")


def _calls_during(cluster: SimulatorAddress, seconds: int) -> int:
    before = cluster.total_calls()
    time.sleep(seconds)
    return cluster.total_calls() - before


def _latencies(running: Cockpit) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    body_bytes, etag = 0, ""
    for name, headers in (("gzip", {"Accept-Encoding": "gzip"}), ("plain", {}), ("304", None)):
        times = []
        for _ in range(REQUESTS):
            started = time.perf_counter()
            connection.request("GET", "/api/v1/guests", headers={"If-None-Match": etag} if headers is None else headers)
            response = connection.getresponse()
            body_bytes = len(response.read())
            times.append((time.perf_counter() - started) * 1000)
            etag = response.getheader("ETag") or etag
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"GET /api/v1/guests ({name}): p50 {p50:.2f} ms, p95 {p95:.2f} ms, {body_bytes / 1024:.0f} KiB")
    connection.close()


if __name__ == "__main__":
    main()
