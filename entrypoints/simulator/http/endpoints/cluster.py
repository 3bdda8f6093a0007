"""/version, /cluster/resources, /cluster/status, /cluster/options, /cluster/tasks and /pools."""

from typing import Any

from proxlb_ui.entrypoints.simulator.errors import ApiError, parameter_error
from proxlb_ui.entrypoints.simulator.http.request import Request
from proxlb_ui.entrypoints.simulator.state.cluster import SimulatedGuest, SimulatedNode
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

FORGET_SECONDS = 300
Row = dict[str, Any]


def version(request: Request) -> Row:
    """GET /version."""
    text = "9.1.2" if request.sim.options.pve == 9 else "8.4.14"
    return {"version": text, "release": text.rpartition(".")[0], "repoid": "5b9e2a1c7d3f4e60"}


def resources(request: Request) -> list[Row]:
    """GET /cluster/resources: silently without what the caller may not see."""
    sim, caller = request.sim, request.caller
    wanted = request.parameters.get("type", "")
    if wanted not in ("", "vm", "storage", "node", "sdn"):
        raise parameter_error(
            type=f"value '{wanted}' does not have a value in the enumeration 'vm, storage, node, sdn'"
        )
    rows: list[Row] = []
    if wanted in ("", "node"):
        rows += [node_row(sim, node, full=caller.may("Sys.Audit")) for node in sim.cluster.nodes.values()]
    if wanted in ("", "vm") and caller.may("VM.Audit"):
        rows += [guest_row(sim, guest) for guest in sim.cluster.guests.values()]
    if wanted in ("", "storage") and caller.may("Datastore.Audit"):
        rows += [_storage_row(sim, node) for node in sim.cluster.nodes.values()]
    if not wanted and caller.may("Pool.Audit"):
        rows += [_pool_row(sim, name) for name in sim.cluster.pools]
    if wanted in ("", "sdn") and caller.may("SDN.Audit"):
        rows += [_zone_row(sim, node) for node in sim.cluster.nodes.values()]
    return sim.listed(rows)


def node_row(sim: Simulation, node: SimulatedNode, full: bool) -> Row:
    """A node as /cluster/resources has it."""
    away = sim.offline_seconds(node.name)
    row: Row = {"id": f"node/{node.name}", "node": node.name, "type": "node", "level": "", "cgroup-mode": 2}
    row["status"] = "online" if away is None else "offline"
    if sim.cluster.services:
        row["hastate"] = "unknown" if away is not None else "maintenance" if sim.in_maintenance(node) else "online"
    if not full:
        return row
    if away is None or away < FORGET_SECONDS:
        row |= {"maxcpu": node.threads, "maxmem": node.memory_bytes, "maxdisk": node.disk_bytes}
    if away is None:
        cpu, memory = sim.node_load(node.name)
        row |= {"cpu": cpu, "mem": memory, "disk": node.disk_bytes // 5, "uptime": int(sim.measured_at() - node.booted)}
    return row


def guest_row(sim: Simulation, guest: SimulatedGuest) -> Row:
    """A guest as /cluster/resources has it."""
    row: Row = {"id": f"{guest.kind}/{guest.vmid}", "type": guest.kind, "node": guest.node, "vmid": guest.vmid}
    for key in ("pool", "lock"):
        if value := getattr(guest, key):
            row[key] = value
    if guest.tags:
        row["tags"] = ";".join(guest.tags)
    if sid := sim.service_of(guest):
        row["hastate"] = sim.cluster.services[sid].state
    away = sim.offline_seconds(guest.node)
    if away is not None and away >= FORGET_SECONDS:
        return row | {"status": "unknown"}
    return row | {"name": guest.name, "template": int(guest.template)} | guest_numbers(sim, guest)


def guest_numbers(sim: Simulation, guest: SimulatedGuest) -> Row:
    """Status and load, common to all lists."""
    now = sim.measured_at()
    # A CT restarts with its migration, which may be later than a moment that stands still.
    uptime = max(0, int(now - guest.started)) if guest.running else 0
    memory, traffic = guest.memory_at(now), guest.io_rate() * uptime
    numbers: Row = {
        "status": guest.status, "cpu": guest.cpu_at(now), "maxcpu": guest.cores, "mem": memory,
        "maxmem": guest.memory_bytes, "disk": 0 if guest.kind == "qemu" else guest.disk_bytes // 3,
        "maxdisk": guest.disk_bytes, "uptime": uptime, "netin": traffic, "netout": traffic // 2,
        "diskread": traffic // 3, "diskwrite": traffic // 4,
    }  # fmt: skip
    if sim.options.pve >= 9:
        numbers["memhost"] = int(memory * 1.02) if guest.kind == "qemu" else 0
    return numbers


def _storage_row(sim: Simulation, node: SimulatedNode) -> Row:
    online = sim.offline_seconds(node.name) is None
    row: Row = {
        "id": f"storage/{node.name}/shared", "type": "storage", "storage": "shared", "node": node.name, "shared": 1,
        "plugintype": "nfs", "content": "images,rootdir", "status": "available" if online else "unknown",
    }  # fmt: skip
    return row | ({"disk": 2_000_000_000_000, "maxdisk": 8_000_000_000_000} if online else {})


def _pool_row(sim: Simulation, name: str) -> Row:
    members = [guest for guest in sim.cluster.guests.values() if guest.pool == name and guest.running]
    now = sim.measured_at()
    cores = sum(guest.cores for guest in members)
    used = sum(guest.cpu_at(now) * guest.cores for guest in members)
    return {
        "id": f"/pool/{name}", "type": "pool", "pool": name, "maxcpu": cores, "cpu": used / cores if cores else 0,
        "mem": sum(guest.memory_at(now) for guest in members), "maxmem": sum(guest.memory_bytes for guest in members),
        "uptime": max((0, *(int(now - guest.started) for guest in members))),
    }  # fmt: skip


def _zone_row(sim: Simulation, node: SimulatedNode) -> Row:
    if sim.options.pve < 9:
        return {
            "id": f"sdn/{node.name}/localnetwork",
            "type": "sdn",
            "sdn": "localnetwork",
            "node": node.name,
            "status": "ok",
        }
    zone: Row = {"id": f"network/{node.name}/zone/localnetwork", "type": "network", "network": "localnetwork"}
    return zone | {"network-type": "zone", "node": node.name, "status": "ok"}


def status(request: Request) -> list[Row]:
    """GET /cluster/status."""
    request.caller.need("/", "Sys.Audit")
    sim = request.sim
    rows: list[Row] = [
        {
            "type": "node", "id": f"node/{node.name}", "name": node.name, "nodeid": node.number, "ip": node.address,
            "local": int(node.number == 1), "online": int(sim.offline_seconds(node.name) is None), "level": "",
        }
        for node in sim.listed(sim.cluster.nodes.values())
    ]  # fmt: skip
    if len(rows) > 1:
        quorate = int(not sim.faults.find("no-quorum"))
        name = sim.cluster.name
        rows.append(
            {"type": "cluster", "id": "cluster", "name": name, "nodes": len(rows), "quorate": quorate, "version": 3}
        )
    return rows


def options(request: Request) -> Row:
    """GET /cluster/options; tag colors for everybody, the rest with Sys.Audit."""
    colors = ";".join(f"{tag}:{color}" for tag, color in request.sim.cluster.colors.items())
    answer: Row = {
        "tag-style": {"color-map": colors, "shape": "full"},
        "allowed-tags": list(request.sim.cluster.colors),
    }
    return answer | ({"keyboard": "en-us", "mac_prefix": "BC:24:11"} if request.caller.may("Sys.Audit") else {})


def tasks(request: Request) -> list[Row]:
    """GET /cluster/tasks: what runs, and the newest 25 of each node."""
    rows: list[Row] = []
    for node in request.sim.cluster.nodes:
        kept = 0
        for task in request.sim.tasks.newest_first(node):
            if not request.caller.may("Sys.Audit") and task.user != request.caller.user:
                continue
            kept += task.ended is not None
            if task.ended is not None and kept > 25:
                continue
            row = task.row()
            del row["pstart"]
            if task.ended is not None:
                del row["pid"]
                row |= {"endtime": int(task.ended), "status": task.outcome}
            rows.append(row | {"saved": "0" if task.ended is None else "1"})
    return rows


def pools(request: Request) -> list[Row]:
    """GET /pools."""
    if not request.caller.may("Pool.Audit"):
        return []
    rows = [{"poolid": name} | ({"comment": text} if text else {}) for name, text in request.sim.cluster.pools.items()]
    wanted = request.parameters.get("poolid")
    return (
        rows
        if not wanted
        else [row | {"members": _members(request, wanted)} for row in rows if row["poolid"] == wanted]
    )


def pool(request: Request) -> Row:
    """GET /pools/X."""
    name = request.path["pool"]
    request.caller.need(f"/pool/{name}", "Pool.Audit")
    members = _members(request, name)
    comment = request.sim.cluster.pools[name]
    return {"members": members} | ({"comment": comment} if comment else {})


def _members(request: Request, name: str) -> list[Row]:
    if name not in request.sim.cluster.pools:
        raise ApiError(500, f"pool '{name}' does not exist")
    return [guest_row(request.sim, guest) for guest in request.sim.cluster.guests.values() if guest.pool == name]
