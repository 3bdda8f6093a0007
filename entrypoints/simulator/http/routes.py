"""Which endpoint answers which path."""

import re
from collections.abc import Callable
from typing import Any

from proxlb_ui.entrypoints.simulator.http.endpoints import access, cluster, guests, ha, nodes
from proxlb_ui.entrypoints.simulator.http.request import Request

Endpoint = Callable[[Request], Any]

_GUEST = "/nodes/{node}/{kind}/{vmid}"
ROUTES: dict[tuple[str, str], Endpoint] = {
    ("GET", "/version"): cluster.version,
    ("GET", "/access/permissions"): access.permissions,
    ("GET", "/access/domains"): access.domains,
    ("GET", "/cluster/resources"): cluster.resources,
    ("GET", "/cluster/status"): cluster.status,
    ("GET", "/cluster/options"): cluster.options,
    ("GET", "/cluster/tasks"): cluster.tasks,
    ("GET", "/cluster/ha/status/current"): ha.current,
    ("GET", "/cluster/ha/status/manager_status"): ha.manager_status,
    ("GET", "/cluster/ha/resources"): ha.resources,
    ("GET", "/cluster/ha/rules"): ha.rules,
    ("GET", "/cluster/ha/groups"): ha.groups,
    ("GET", "/pools"): cluster.pools,
    ("GET", "/pools/{pool}"): cluster.pool,
    ("GET", "/nodes"): nodes.index,
    ("GET", "/nodes/{node}/status"): nodes.status,
    ("GET", "/nodes/{node}/version"): nodes.version,
    ("GET", "/nodes/{node}/rrddata"): nodes.rrddata,
    ("GET", "/nodes/{node}/tasks"): nodes.tasks,
    ("GET", "/nodes/{node}/tasks/{upid}/status"): nodes.task_status,
    ("GET", "/nodes/{node}/tasks/{upid}/log"): nodes.task_log,
    ("GET", "/nodes/{node}/{kind}"): guests.index,
    ("GET", f"{_GUEST}/config"): guests.config,
    ("GET", f"{_GUEST}/status/current"): guests.current,
    ("GET", f"{_GUEST}/rrddata"): guests.rrddata,
    ("GET", f"{_GUEST}/migrate"): guests.migrate_check,
    ("POST", f"{_GUEST}/migrate"): guests.migrate,
}
_SHAPES = {"kind": "qemu|lxc", "vmid": "[1-9][0-9]{2,8}"}


def _compile(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{_SHAPES.get(m[1], '[^/]+')})", template) + "/?")


_COMPILED = [(method, template, _compile(template), endpoint) for (method, template), endpoint in ROUTES.items()]


def find(method: str, path: str) -> tuple[str, Endpoint, dict[str, str]] | None:
    """The path template, the endpoint and the parts of the path."""
    for known, template, pattern, endpoint in _COMPILED:
        if known == method and (match := pattern.fullmatch(path)):
            return template, endpoint, match.groupdict()
    return None
