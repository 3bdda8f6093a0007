"""Asks the worker process what the real ProxLB would do with a planner's input."""

import json
import math
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import CALM
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput

WAIT_SECONDS = 300


class Engine:
    """The worker, one question at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, plan_input: PlanInput) -> dict[str, Any]:
        """What ProxLB answers; the key crash holds its exception when it ends with one."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(question(plan_input)) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], WAIT_SECONDS)[0]:
            raise TimeoutError("ProxLB's calculation did not answer within five minutes.")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def running_engine(python: str = sys.executable) -> Iterator[Engine]:
    """The worker while the block runs, by an interpreter that has ProxLB."""
    command = [python, "-P", str(Path(__file__).with_name("worker.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Engine(process)
        finally:
            process.kill()


def question(plan_input: PlanInput) -> dict[str, Any]:
    """The settings and the API's answers that show ProxLB exactly this input."""
    balancing = plan_input.balancing.model_dump(mode="json", by_alias=True, exclude_none=True)
    maintenance = [node.name for node in plan_input.nodes if node.maintenance]
    cluster = {"maintenance_nodes": maintenance, "ignore_nodes": sorted(plan_input.ignored_nodes)}
    api = {"hosts": ["127.0.0.1"], "user": "proxlb@pve"}
    settings = {"proxmox_api": api, "proxmox_cluster": cluster, "balancing": balancing}
    return {"settings": settings, "answers": dict(_answers(plan_input))}


def _answers(plan_input: PlanInput) -> Iterator[tuple[str, Any]]:
    ignored = [NodeInput(name, memory=Amount(1, 10**12)) for name in sorted(plan_input.ignored_nodes)]
    yield "/nodes", [_node(node) for node in (*ignored, *plan_input.nodes)]
    yield "/cluster/ha/status/current", []
    yield "/cluster/ha/rules", [_rule(rule) for rule in plan_input.ha_rules]
    yield from _pools(plan_input)
    for node in plan_input.nodes:
        path = f"/nodes/{node.name}"
        yield f"{path}/version", {"version": node.version}
        yield f"{path}/rrddata?AVERAGE", [_of_node(_averages(node))]
        yield f"{path}/rrddata?MAX", [_of_node(_spikes(node))]
        for kind, part in ((GuestKind.VM, "qemu"), (GuestKind.CT, "lxc")):
            guests = [guest for guest in plan_input.guests if guest.node == node.name and guest.kind is kind]
            yield f"{path}/{part}", [_guest(guest) for guest in guests]
            for guest in guests:
                yield from _guest_details(f"{path}/{part}/{guest.vmid}", guest)


def _guest_details(path: str, guest: GuestInput) -> Iterator[tuple[str, Any]]:
    yield f"{path}/config", {"tags": ";".join(guest.tags)} if guest.tags else {}
    if guest.cpu.used or any(getattr(guest, part).pressure != CALM for part, _ in _WORDS):
        # Proxmox looks for the history by VMID alone, and ProxLB before 2.3.0 asks for that of a CT as if it were a VM.
        for own in {path, path.replace("/lxc/", "/qemu/")}:
            yield f"{own}/rrddata?AVERAGE", [{**_averages(guest), "cpu": guest.cpu.used}]
            yield f"{own}/rrddata?MAX", [_spikes(guest)]
    # Without a history the answer is an error, which is what Proxmox says when it has no file of it.


def _pools(plan_input: PlanInput) -> Iterator[tuple[str, Any]]:
    names: dict[str, list[dict[str, Any]]] = {}
    for guest in plan_input.guests:
        for pool in guest.pools:
            names.setdefault(pool, []).append({"name": guest.name, "vmid": guest.vmid, "type": "qemu"})
    yield "/pools", [{"poolid": pool} for pool in sorted(names)]
    for pool, members in names.items():
        # A pool within a pool has no such path: the answer is an error.
        if "/" not in pool:
            yield f"/pools/{pool}", {"poolid": pool, "members": members}


def _rule(rule: HaRule) -> Mapping[str, Any]:
    answer: dict[str, Any] = {"rule": rule.name, "resources": ",".join(f"vm:{vmid}" for vmid in rule.vmids)}
    if not rule.enabled:
        answer["disable"] = 1
    if rule.kind is HaRuleKind.NODES:
        return answer | {"type": "node-affinity", "nodes": ",".join(rule.nodes)}
    affinity = "negative" if rule.kind is HaRuleKind.APART else "positive"
    return answer | {"type": "resource-affinity", "affinity": affinity}


def _node(node: NodeInput) -> Mapping[str, Any]:
    return {
        "node": node.name,
        "status": "online",
        "cpu": _share(node.cpu.used, node.cpu.total),
        "maxcpu": node.cpu.total,
        "mem": node.memory.used,
        "maxmem": node.memory.total,
        "disk": node.disk.used,
        "maxdisk": node.disk.total,
    }


def _share(used: float, total: float) -> float:
    """The share that gives back exactly `used` when ProxLB multiplies it by `total`."""
    share = used / total if total else 0.0
    candidates = (share, math.nextafter(share, 2), math.nextafter(share, -1))
    return next(found for found in candidates if found * total == used)


def _guest(guest: GuestInput) -> Mapping[str, Any]:
    return {
        "vmid": guest.vmid,
        "name": guest.name,
        "status": "running" if guest.running else "stopped",
        "cpus": guest.cpu.total,
        "mem": guest.memory.used,
        "maxmem": guest.memory.total,
        "disk": guest.disk.used,
        "maxdisk": guest.disk.total,
    }


def _averages(item: NodeInput | GuestInput) -> Mapping[str, float]:
    return {
        f"pressure{word}{share}": getattr(getattr(item, part).pressure, share)
        for part, word in _WORDS
        for share in ("some", "full")
    }


def _of_node(row: Mapping[str, float]) -> Mapping[str, float]:
    """Proxmox has no full CPU pressure of nodes; ProxLB before 2.3.0 asks for it and takes 0."""
    return {key: value for key, value in row.items() if key != "pressurecpufull"}


def _spikes(item: NodeInput | GuestInput) -> Mapping[str, float]:
    return {
        f"pressure{word}{share}": getattr(getattr(item, part).pressure, f"{share}_spikes")
        for part, word in _WORDS
        for share in ("some", "full")
    }


_WORDS = (("cpu", "cpu"), ("memory", "memory"), ("disk", "io"))
