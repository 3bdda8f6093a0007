"""The real programs a benchmark measures: a simulated cluster and a cockpit, each a process of its own."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress, free_port, simulator_process

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Cockpit:
    """A running cockpit: where it listens, its process, and how long it took to be ready."""

    port: int
    pid: int
    ready_seconds: float

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, which a busy machine does not stretch."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def rss_mib(self) -> float:
        """Resident memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def cluster_and_cockpit(folder: Path, options: SimulatorOptions) -> Iterator[tuple[SimulatorAddress, Cockpit]]:
    """Both programs, stopped at the end whatever happens."""
    with simulator_process(options, 0, folder) as cluster:
        settings = folder / "proxlb.yaml"
        settings.write_text(proxlb_settings(cluster.host, cluster.port))
        with cockpit(settings, cluster.ca_file) as running:
            yield cluster, running


@contextmanager
def cockpit(settings: Path, ca_file: Path) -> Iterator[Cockpit]:
    """`proxlb-ui serve` on a free port, without an engine."""
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PROXLB")},
        "PROXLB_CONFIG": str(settings),
        "PROXLB_UI_PVE_CA_FILE": str(ca_file),
        "PROXLB_UI_RUNTIME": "none",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "proxlb_ui.entrypoints.cli.main", "serve"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        ready_seconds = time.monotonic() - started
        _wait_for_guests(port)
        yield Cockpit(port, process.pid, ready_seconds)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the cockpit ended with {process.returncode}")
        try:
            if get(port, "/healthz")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the cockpit did not become ready")


def _wait_for_guests(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while get(port, "/api/v1/guests")[0] != http.client.OK:
        if time.monotonic() > deadline:
            raise RuntimeError("the cockpit never read the cluster")
        time.sleep(0.1)


def get(port: int, path: str) -> tuple[int, bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def get_json(port: int, path: str) -> dict[str, object]:
    """The body of one request."""
    return dict(json.loads(get(port, path)[1]))
