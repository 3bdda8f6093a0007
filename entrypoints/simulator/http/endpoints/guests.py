"""/nodes/{node}/qemu and /nodes/{node}/lxc."""

from typing import Any

from proxlb_ui.entrypoints.simulator.errors import ApiError, parameter_error
from proxlb_ui.entrypoints.simulator.http.endpoints import cluster
from proxlb_ui.entrypoints.simulator.http.endpoints.nodes import rrd_times
from proxlb_ui.entrypoints.simulator.http.request import Request
from proxlb_ui.entrypoints.simulator.state import migrations
from proxlb_ui.entrypoints.simulator.state.cluster import MIB, SimulatedGuest
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

Row = dict[str, Any]


def index(request: Request) -> list[Row]:
    """GET /nodes/{node}/qemu or lxc."""
    name = request.node()
    if not request.caller.may("VM.Audit"):
        return []
    guests = request.sim.listed(request.sim.guests_on(name, request.path["kind"]))
    return [_live_row(request.sim, guest) for guest in guests]


def _live_row(sim: Simulation, guest: SimulatedGuest) -> Row:
    row = {"vmid": guest.vmid, "name": guest.name} | cluster.guest_numbers(sim, guest)
    row["cpus"] = row.pop("maxcpu")
    # Only the lists that ask QEMU itself tell a paused VM from a running one.
    row["status"] = "running" if guest.running else guest.status
    row |= _present(guest)
    if guest.kind == "lxc":
        row |= {"type": "lxc", "swap": 0, "maxswap": 512 * MIB}
        row.pop("memhost", None)
    if guest.running:
        row["pid"] = 20_000 + guest.vmid
        if sim.options.pve >= 9:
            row |= _pressure(guest, sim.measured_at(), as_text=guest.kind == "lxc")
    return row


def _pressure(guest: SimulatedGuest, now: float, as_text: bool = False) -> Row:
    values: Row = {}
    for resource in ("cpu", "io", "memory"):
        for full in (False, True):
            value = guest.pressure_at(now, resource, full)
            values[f"pressure{resource}{'full' if full else 'some'}"] = f"{value:.2f}" if as_text else value
    return values


def _guest(request: Request) -> SimulatedGuest:
    name, kind = request.node(), request.path["kind"]
    guest = request.sim.cluster.guests.get(int(request.path["vmid"]))
    if guest is None or guest.node != name or guest.kind != kind:
        folder = "qemu-server" if kind == "qemu" else "lxc"
        raise ApiError(500, f"Configuration file 'nodes/{name}/{folder}/{request.path['vmid']}.conf' does not exist")
    return guest


def _need(request: Request, privilege: str) -> None:
    request.caller.need(f"/vms/{request.path['vmid']}", privilege)


def config(request: Request) -> Row:
    """GET .../config."""
    _need(request, "VM.Audit")
    guest = _guest(request)
    row: Row = {"cores": guest.cores, "digest": f"{guest.vmid:040x}", "onboot": 1}
    size, megabytes = (
        f"shared:{guest.vmid}/vm-{guest.vmid}-disk-0.raw,size={guest.disk_bytes // 1024**3}G",
        guest.memory_bytes // MIB,
    )
    if guest.kind == "qemu":
        row |= {
            "name": guest.name,
            "memory": str(megabytes),
            "scsi0": size,
            "boot": "order=scsi0",
            "sockets": 1,
            "ostype": "l26",
        }
    else:
        row |= {
            "hostname": guest.name,
            "memory": megabytes,
            "rootfs": size,
            "swap": 512,
            "arch": "amd64",
            "ostype": "debian",
        }
    return row | _present(guest)


def current(request: Request) -> Row:
    """GET .../status/current."""
    _need(request, "VM.Audit")
    guest = _guest(request)
    row = _live_row(request.sim, guest) | {"ha": {"managed": int(request.sim.service_of(guest) is not None)}}
    if guest.kind == "qemu":
        # A paused VM is "running" to the process table; only the monitor knows better.
        row |= {"qmpstatus": guest.status, "status": "running" if guest.running else "stopped"}
    return row


def rrddata(request: Request) -> list[Row]:
    """GET .../rrddata, not proxied to the guest's node."""
    _need(request, "VM.Audit")
    guest = request.sim.cluster.guests.get(int(request.path["vmid"]))
    if guest is None:
        raise ApiError(
            500, f"Configuration file 'nodes/{request.path['node']}/{request.path['vmid']}.conf' does not exist"
        )
    rows = []
    for when in rrd_times(request):
        rate = float(guest.io_rate())
        row: Row = {
            "time": when,
            "maxcpu": guest.cores,
            "maxmem": guest.memory_bytes,
            "maxdisk": guest.disk_bytes,
            "disk": 0,
        }
        if guest.running and when >= guest.started:
            row |= {"cpu": guest.cpu_at(when), "mem": guest.memory_at(when), "netin": rate, "netout": rate / 2}
            row |= {"diskread": rate / 3, "diskwrite": rate / 4}
            if request.sim.options.pve >= 9:
                row |= _pressure(guest, when) | {"memhost": guest.memory_at(when)}
        rows.append(row)
    return rows


def migrate_check(request: Request) -> Row:
    """GET .../migrate: where it may go."""
    if request.path["kind"] == "lxc" and request.sim.options.pve < 9:
        raise ApiError(
            501,
            f"Method 'GET /nodes/{request.path['node']}/lxc/{request.path['vmid']}/migrate' not implemented",
            newline=False,
        )
    _need(request, "VM.Migrate")
    guest = _guest(request)
    migrations.check_lock(guest)
    others = [name for name in request.sim.cluster.nodes if name != guest.node]
    row: Row = {"running": int(guest.running), "allowed_nodes": others, "not_allowed_nodes": {}}
    if guest.kind == "qemu":
        row |= {"local_disks": [], "local_resources": [], "mapped-resources": [], "mapped-resource-info": {}}
    return row


def migrate(request: Request) -> str:
    """POST .../migrate: start, answering the task."""
    _need(request, "VM.Migrate")
    guest, target, sim = _guest(request), request.required("target"), request.sim
    if target not in sim.cluster.nodes:
        raise ApiError(500, f"no such cluster node '{target}'")
    if target == guest.node:
        raise parameter_error(target="target is local node.")
    if sim.faults.find("no-quorum"):
        raise ApiError(500, "cluster not ready - no quorum?")
    if sim.offline_seconds(target) is not None:
        raise ApiError(500, f"target node '{target}' is offline")
    if guest.running and sim.service_of(guest) is None:
        if guest.kind == "qemu" and not request.flag("online"):
            raise ApiError(500, "can't migrate running VM without --online")
        if guest.kind == "lxc" and not request.flag("restart"):
            raise ApiError(500, "can't migrate running container without --online or --restart")
    return migrations.request(sim, guest, target, request.caller.names)


def _present(guest: SimulatedGuest) -> Row:
    """What PVE leaves out when there is nothing to say."""
    row: Row = {}
    if guest.template:
        row["template"] = 1
    if guest.tags:
        row["tags"] = ";".join(guest.tags)
    if guest.lock:
        row["lock"] = guest.lock
    return row
