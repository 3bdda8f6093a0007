"""/access."""

from typing import Any

from proxlb_ui.entrypoints.simulator.auth import Caller
from proxlb_ui.entrypoints.simulator.http.request import Request
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

Row = dict[str, Any]


def login(sim: Simulation, parameters: dict[str, str]) -> Row:
    """POST /access/ticket."""
    username = parameters.get("username", "")
    if parameters.get("realm") and "@" not in username:
        username = f"{username}@{parameters['realm']}"
    caller = sim.accounts.login(username, parameters.get("password", ""))
    answer: Row = {"username": caller.user, "ticket": sim.accounts.ticket(caller.user), "cap": _capabilities(caller)}
    answer["CSRFPreventionToken"] = sim.accounts.csrf(caller.user)
    return answer | ({"clustername": sim.cluster.name} if len(sim.cluster.nodes) > 1 else {})


def _capabilities(caller: Caller) -> Row:
    areas = {
        "vms": "VM.",
        "storage": "Datastore.",
        "nodes": "Sys.",
        "dc": "Sys.",
        "sdn": "SDN.",
        "mapping": "Mapping.",
        "access": "User.",
    }
    return {
        area: {privilege: 1 for privilege in sorted(caller.privileges) if privilege.startswith(prefix)}
        for area, prefix in areas.items()
    }


def permissions(request: Request) -> Row:
    """GET /access/permissions: what the caller may do, and whether below too."""
    if not request.caller.privileges:
        return {}
    granted = dict.fromkeys(sorted(request.caller.privileges), 1)
    return {path: dict(granted) for path in ("/", "/vms", "/nodes", "/storage", "/pool", "/access", "/sdn")}


def domains(_: Request) -> list[Row]:
    """GET /access/domains."""
    return [
        {"realm": "pam", "type": "pam", "comment": "Linux PAM standard authentication"},
        {"realm": "pve", "type": "pve"},
    ]
