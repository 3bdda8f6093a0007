"""Every recorded answer that the simulator also gives: the same keys, of the same JSON types."""

import json
import re
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.http.api import PREFIX, Call

from tests.samples import SAMPLES, needs_samples

pytestmark = needs_samples
FOLDER = SAMPLES / "pve" / "recorded-9.x" if SAMPLES else None
SERVED = re.compile(
    r"/version|/cluster/resources|/cluster/ha/(status/(current|manager_status)|resources)"
    r"|/nodes/[^/]+/(qemu|lxc)|/nodes/[^/]+/tasks/UPID[^/]+/status|/access/ticket"
)
# Keys that come and go with what a guest or task happens to be; PVE leaves them out when they are empty.
OPTIONAL = {
    "tags", "lock", "pool", "hastate", "template", "tokenid", "exitstatus", "comment", "name", "status", "memhost",
    "pressurecpufull", "serial", "running-machine", "running-qemu", "pid", "swap", "maxswap", "diskread", "diskwrite",
    "balloon_min", "shares", "level", "failback", "group", "auto-rebalance", "uptime", "cpu", "mem", "netin", "netout",
    "disk", "maxdisk", "maxmem", "maxcpu", "lrm_status",
}  # fmt: skip
# Rows the simulated version (9.1.2) does not have: the recordings are of a newer patch level.
NEWER = {"fencing", "network", "sdn"}


def recordings() -> dict[str, list[str]]:
    """The recorded files by the kind of path they answer."""
    found: dict[str, list[str]] = {}
    for entry in json.loads((FOLDER / "INDEX.json").read_text()) if FOLDER else []:
        path = entry["path"].partition("?")[0]
        if entry["code"] == 200 and SERVED.fullmatch(path) and entry["method"] in ("GET", "POST"):
            short = re.sub(r"UPID[^/]+", "UPID", re.sub(r"^/nodes/[^/]+", "/nodes/NODE", path))
            found.setdefault(short, []).append(entry["file"])
    return found


def kind(value: Any) -> str:
    """What a client would have to parse; 0 and 0.5 are both numbers."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def rows(data: Any) -> list[dict[str, Any]]:
    found = data if isinstance(data, list) else [data]
    return [row for row in found if isinstance(row, dict) and row.get("type") not in NEWER]


def ours(bench: Any, path: str) -> list[dict[str, Any]]:
    """The same question to the simulator, for each of its own nodes and a task of its own."""
    world = bench(nodes=4, guests=40)
    if path == "/access/ticket":
        call = Call("POST", PREFIX + path, body="username=root%40pam&password=simulator")
        return [json.loads(world.api.answer(call).body)["data"]]
    if "/tasks/" in path:
        guest = world.free_guest()
        body = f"target={world.other_node(guest)}&online=1"
        upid = world.ask(f"/nodes/{guest.node}/qemu/{guest.vmid}/migrate", "POST", body=body)[2]["data"]
        status = f"/nodes/{guest.node}/tasks/{upid}/status"
        running = world.data(status)
        world.time += 600
        return [running, world.data(status)]
    if path.startswith("/nodes/"):
        end = path.rpartition("/")[2]
        return [row for number in range(1, 5) for row in world.data(f"/nodes/pve{number}/{end}")]
    return rows(world.data(path))


@pytest.mark.parametrize("path", recordings())
def test_same_keys_and_types(bench: Any, path: str) -> None:
    assert FOLDER is not None
    files = recordings()[path]
    recorded = [row for file in files for row in rows(json.loads((FOLDER / file).read_text())["data"])]
    if not recorded:
        pytest.skip("every recording of it is an empty list")
    answers = ours(bench, path)
    for row in recorded:
        same = [answer for answer in answers if "tasks" in path or answer.get("type") == row.get("type")]
        assert same, f"no row of type {row.get('type')}"
        known = {key: kind(value) for answer in same for key, value in answer.items()}
        missing = set(row) - set(known) - OPTIONAL
        assert not missing, f"{row.get('type')}: PVE also says {missing}"
        wrong = {key: (known[key], kind(row[key])) for key in row if key in known and known[key] != kind(row[key])}
        assert not wrong, f"{row.get('type')}: ours and PVE's types differ: {wrong}"
        invented = set(known) - set(row) - OPTIONAL
        assert not invented, f"{row.get('type')}: PVE does not say {invented}"
