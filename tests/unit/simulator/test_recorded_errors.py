"""Refusals have the status, reason and body that were recorded or read in Proxmox's source."""

import json
from typing import Any

import pytest

from tests.samples import SAMPLES, needs_samples


@needs_samples
@pytest.mark.parametrize(
    ("case", "method", "path", "fault"),
    [
        ("unknown path or method", "GET", "/nosuch", ""),
        ("proxied node unreachable", "GET", "/nodes/pve3/qemu", "node-offline:pve3"),
        ("HA groups on PVE 9 after migration", "GET", "/cluster/ha/groups", ""),
        ("unknown guest", "GET", "/nodes/pve1/qemu/999/config", ""),
        ("privilege missing", "GET", "/nodes/pve1/qemu/100/migrate", "token-without-privileges"),
        ("HEAD/OPTIONS", "HEAD", "/version", ""),
    ],
)
def test_refusal(bench: Any, case: str, method: str, path: str, fault: str):
    expected = next(row for row in json.loads((SAMPLES / "pve" / "errors.json").read_text()) if row["case"] == case)
    world = bench(faults=(fault,) if fault else ())
    status, reason, body = world.ask(path, method)
    assert (status, reason) == (expected["status"], expected["reason"])
    assert (body or "") == expected["body"]


def test_parameter_errors_name_the_parameter(bench: Any):
    world = bench()
    guest = world.free_guest()
    status, reason, body = world.ask(f"/nodes/{guest.node}/qemu/{guest.vmid}/migrate", "POST")
    assert (status, reason) == (400, "Parameter verification failed.")
    assert list(body["errors"]) == ["target"]
    assert body["message"] == "Parameter verification failed.\n"
