"""/nodes, /nodes/{node}, its tasks and its history."""

from typing import Any

from proxlb_ui.entrypoints.simulator.errors import ApiError
from proxlb_ui.entrypoints.simulator.http.endpoints import cluster
from proxlb_ui.entrypoints.simulator.http.request import Listing, Request
from proxlb_ui.entrypoints.simulator.state.tasks import SimulatedTask

Row = dict[str, Any]
STEPS = {"hour": 60, "day": 1800, "week": 10800, "month": 43200, "year": 604800, "decade": 604800}
RRD_ROWS = 60


def index(request: Request) -> list[Row]:
    """GET /nodes."""
    rows = []
    for node in request.sim.listed(request.sim.cluster.nodes.values()):
        row = cluster.node_row(request.sim, node, request.caller.may("Sys.Audit"))
        row.pop("hastate", None)
        row.pop("cgroup-mode")
        rows.append(row | {"ssl_fingerprint": ":".join(["AB"] * 31 + [f"{node.number:02X}"])})
    return rows


def version(request: Request) -> Row:
    """GET /nodes/{node}/version."""
    request.node()
    return cluster.version(request)


def status(request: Request) -> Row:
    """GET /nodes/{node}/status."""
    name = request.node()
    request.caller.need(f"/nodes/{name}", "Sys.Audit")
    sim, node = request.sim, request.sim.cluster.nodes[name]
    cpu, used = sim.node_load(name)
    load = f"{cpu * node.threads:.2f}"
    free = node.memory_bytes - used
    uptime = int(sim.measured_at() - node.booted)
    return {
        "uptime": uptime, "cpu": cpu, "wait": 0.001, "idle": 0, "loadavg": [load, load, load],
        "memory": {"total": node.memory_bytes, "used": used, "free": free, "available": free},
        "swap": {"total": 8 * 1024**3, "used": 0, "free": 8 * 1024**3}, "ksm": {"shared": 0},
        "rootfs": {"total": node.disk_bytes, "used": node.disk_bytes // 5, "free": node.disk_bytes * 4 // 5,
                   "avail": node.disk_bytes * 4 // 5},
        "cpuinfo": {"cpus": node.threads, "cores": node.threads // 2, "sockets": 1, "model": "Simulated CPU",
                    "mhz": "2600.000", "hvm": "1", "user_hz": 100, "flags": "vmx"},
        "kversion": "Linux 6.17.2-1-pve", "boot-info": {"mode": "efi", "secureboot": 0},
        "current-kernel": {"sysname": "Linux", "release": "6.17.2-1-pve", "version": "#1 SMP", "machine": "x86_64"},
        "pveversion": f"pve-manager/{cluster.version(request)['version']}/5b9e2a1c7d3f4e60",
    }  # fmt: skip


def rrd_times(request: Request) -> list[int]:
    """The moments the asked history has rows for."""
    step = STEPS.get(request.required("timeframe"), 60)
    last = int(request.sim.measured_at()) // step * step
    return [last - step * back for back in range(RRD_ROWS - 1, -1, -1)]


def rrddata(request: Request) -> list[Row]:
    """GET /nodes/{node}/rrddata, answered by the contacted node even for one that is away."""
    name = request.path["node"]
    request.caller.need(f"/nodes/{name}", "Sys.Audit")
    sim = request.sim
    node = sim.cluster.nodes.get(name)
    if node is None:
        raise ApiError(500, f"no such cluster node '{name}'")
    cpu, memory = sim.node_load(name)
    base: Row = {
        "cpu": cpu, "maxcpu": node.threads, "iowait": 0.001, "loadavg": cpu * node.threads, "memused": memory,
        "memtotal": node.memory_bytes, "swapused": 0, "swaptotal": 8 * 1024**3, "rootused": node.disk_bytes // 5,
        "roottotal": node.disk_bytes, "netin": 120_000.0, "netout": 90_000.0,
    }  # fmt: skip
    if sim.options.pve >= 9:
        busy = max(0.0, cpu - 0.2) * 10
        base |= {
            "memavailable": node.memory_bytes - memory,
            "arcsize": 0,
            "pressurecpusome": busy,
            "pressureiosome": busy / 4,
        }
        base |= {"pressureiofull": busy / 8, "pressurememorysome": 0, "pressurememoryfull": 0}
    return [{"time": when} | base for when in rrd_times(request)]


def tasks(request: Request) -> Listing:
    """GET /nodes/{node}/tasks."""
    name, asked = request.node(), request.parameters
    source = asked.get("source", "archive")
    chosen: list[SimulatedTask] = []
    for task in request.sim.tasks.newest_first(name):
        own = request.caller.may("Sys.Audit") or task.user == request.caller.user
        active = task.ended is None
        if own and (source == "all" or active == (source == "active")) and _matches(task, request):
            chosen.append(task)
    start, limit = request.integer("start", 0), request.integer("limit", 50)
    return Listing([_listed(task) for task in chosen[start : start + limit]], len(chosen))


def _matches(task: SimulatedTask, request: Request) -> bool:
    asked = request.parameters
    if asked.get("typefilter", task.kind) != task.kind or asked.get("vmid", task.subject) != task.subject:
        return False
    if request.flag("errors") and task.outcome in ("", "OK"):
        return False
    return request.integer("since", 0) <= int(task.started) <= request.integer("until", 2**40)


def _listed(task: SimulatedTask) -> Row:
    if task.ended is None:
        return task.row() | {"status": "RUNNING"}
    return task.row() | {"endtime": int(task.ended), "status": task.outcome}


def _task(request: Request) -> SimulatedTask:
    request.node()
    task = request.sim.tasks.find(request.path["upid"])
    if task is None or task.node != request.path["node"]:
        raise ApiError(500, f"unable to find task {request.path['upid']}")
    if task.user != request.caller.user:
        request.caller.need(f"/nodes/{task.node}", "Sys.Audit")
    return task


def task_status(request: Request) -> Row:
    """GET /nodes/{node}/tasks/{upid}/status."""
    task = _task(request)
    if task.ended is None:
        return task.row() | {"status": "running"}
    return task.row() | {"status": "stopped", "exitstatus": task.outcome}


def task_log(request: Request) -> Listing:
    """GET /nodes/{node}/tasks/{upid}/log."""
    task, now = _task(request), request.sim.now()
    lines = [text for when, text in task.log if when <= now]
    start, limit = request.integer("start", 0), request.integer("limit", 50)
    rows = [{"n": number, "t": text} for number, text in enumerate(lines, start=1)][start:]
    return Listing(rows[:limit] if limit else rows, len(lines))
