"""The real ProxLB works with the simulated cluster."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings

from tests.hurry import HURRIED
from tests.integration.simulator.conftest import Served

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("proxlb") is None, reason="ProxLB is not installed here"),
]


def start(served: Served, folder: Path, *flags: str, **settings: object) -> "subprocess.Popen[str]":
    path = folder / "proxlb.yaml"
    path.write_text(proxlb_settings("127.0.0.1", served.server.port, **settings))  # type: ignore[arg-type]
    return subprocess.Popen(
        [sys.executable, "-m", "proxlb", "-c", str(path), *flags],
        env={**os.environ, "REQUESTS_CA_BUNDLE": str(served.certificate.ca_file), "PYTHONUNBUFFERED": "1",
             "PYTHONPATH": str(HURRIED)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("password", ["", "simulator"])
def test_dry_run_plans_moves(served: Served, tmp_path: Path, password: str):
    process = start(served, tmp_path, "-d", "-j", daemon=False, password=password)
    output = process.communicate(timeout=50)[0]
    assert process.returncode == 0, output
    plan = json.loads(output[output.index("\n{\n") if not output.startswith("{") else 0 : output.rindex("\n}") + 2])
    moved = [guest for guest in plan["guests"].values() if guest["node_current"] != guest["node_target"]]
    assert len(moved) >= 2


def test_best_node_is_the_emptiest(served: Served, tmp_path: Path):
    process = start(served, tmp_path, "-b", daemon=False)
    output = process.communicate(timeout=50)[0]
    assert process.returncode == 0, output
    sim = served.server.simulation
    assert output.strip().splitlines()[-1] == min(sim.cluster.nodes, key=lambda name: sim.node_load(name)[1])


@pytest.mark.timeout(180)
def test_one_shot_run_moves_guests(served: Served, tmp_path: Path):
    sim = served.server.simulation
    before = {guest.vmid: guest.node for guest in sim.cluster.guests.values()}
    process = start(served, tmp_path, daemon=False)
    output = process.communicate(timeout=150)[0]
    assert process.returncode == 0, output
    moved = [guest for guest in sim.cluster.guests.values() if guest.node != before[guest.vmid]]
    assert moved, output
    assert not any(guest.lock for guest in moved)


@pytest.mark.timeout(90)
def test_daemon_ends_on_sigint(served: Served, tmp_path: Path):
    process = start(served, tmp_path, "-d")
    deadline = time.monotonic() + 50
    while served.server.api.counts["GET /nodes/{node}/{kind}"] < 8 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=20)[0]
    assert process.returncode == 0, output
