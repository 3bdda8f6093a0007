"""/cluster/ha."""

import time
from typing import Any

from proxlb_ui.entrypoints.simulator.errors import ApiError
from proxlb_ui.entrypoints.simulator.http.request import Request

Row = dict[str, Any]


def current(request: Request) -> list[Row]:
    """GET /cluster/ha/status/current."""
    request.caller.need("/", "Sys.Audit")
    sim = request.sim
    first = next(iter(sim.cluster.nodes))
    quorate = int(not sim.faults.find("no-quorum"))
    status = "OK" if quorate else "No quorum on node"
    rows: list[Row] = [{"id": "quorum", "type": "quorum", "node": first, "quorate": quorate, "status": status}]
    if not sim.cluster.services:
        return rows
    now = int(sim.now())
    rows.append(
        {"id": "master", "type": "master", "node": first, "timestamp": now, "status": f"{first} (active, {_day(now)})"}
    )
    for node in sim.cluster.nodes.values():
        away = sim.offline_seconds(node.name)
        seen = now - int(away or 0)
        mode = "maintenance mode" if sim.in_maintenance(node) else "active"
        mode = "old timestamp - dead?" if away and away > 120 else mode
        text = f"{node.name} ({mode}, {_day(seen)})"
        rows.append({"id": f"lrm:{node.name}", "type": "lrm", "node": node.name, "timestamp": seen, "status": text})
    return rows + [_service_row(request, sid) for sid in sim.cluster.services]


def _service_row(request: Request, sid: str) -> Row:
    service = request.sim.cluster.services[sid]
    node = request.sim.cluster.guests[service.vmid].node
    row: Row = {
        "id": f"service:{sid}", "type": "service", "sid": sid, "node": node, "state": service.state,
        "crm_state": service.state, "request_state": "started", "max_restart": 1, "max_relocate": 1,
        "status": f"{sid} ({node}, {service.state})",
    }  # fmt: skip
    return row | _by_version(request, service.group)


def _by_version(request: Request, group: str) -> Row:
    if request.sim.options.pve >= 9:
        return {"failback": 1}
    return {"group": group} if group else {}


def manager_status(request: Request) -> Row:
    """GET /cluster/ha/status/manager_status."""
    request.caller.need("/", "Sys.Audit")
    sim, now = request.sim, int(request.sim.now())
    first = next(iter(sim.cluster.nodes))
    states: dict[str, str] = {}
    for node in sim.cluster.nodes.values():
        away = sim.offline_seconds(node.name) is not None
        states[node.name] = "unknown" if away else "maintenance" if sim.in_maintenance(node) else "online"
    services = {
        sid: {
            "node": sim.cluster.guests[service.vmid].node,
            "state": service.state,
            "running": 1,
            "uid": f"{service.vmid:022x}",
        }
        for sid, service in sim.cluster.services.items()
    }
    manager: Row = {"node_status": {}}
    lrm: Row = {}
    if services:
        requests = {name: {"maintenance": 1} for name, state in states.items() if state == "maintenance"}
        manager = {"master_node": first, "node_status": states, "service_status": services, "timestamp": now}
        manager |= {"node_request": requests}
        lrm = {
            name: {
                "mode": "maintenance" if state == "maintenance" else "active",
                "state": "active",
                "timestamp": now,
                "results": {},
            }
            for name, state in states.items()
        }
    quorum = {"node": first, "quorate": "0" if sim.faults.find("no-quorum") else "1"}
    return {"manager_status": manager, "quorum": quorum} | ({"lrm_status": lrm} if lrm else {})


def resources(request: Request) -> list[Row]:
    """GET /cluster/ha/resources."""
    request.caller.need("/", "Sys.Audit")
    return [
        {"sid": sid, "type": sid[:2], "state": "started", "digest": "0" * 40} | _by_version(request, service.group)
        for sid, service in request.sim.cluster.services.items()
    ]


def rules(request: Request) -> list[Row]:
    """GET /cluster/ha/rules, which PVE 8 does not have."""
    if request.sim.options.pve < 9:
        raise ApiError(501, "Method 'GET /cluster/ha/rules' not implemented", newline=False)
    request.caller.need("/", "Sys.Audit")
    return [dict(rule) for rule in request.sim.cluster.rules]


def groups(request: Request) -> list[Row]:
    """GET /cluster/ha/groups, which PVE 9 has turned into rules."""
    request.caller.need("/", "Sys.Audit")
    if request.sim.options.pve >= 9:
        raise ApiError(500, "cannot index groups: ha groups have been migrated to rules")
    return [dict(group) for group in request.sim.cluster.groups]


def _day(when: int) -> str:
    return time.strftime("%a %b %e %H:%M:%S %Y", time.localtime(when))
