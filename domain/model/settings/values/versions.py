"""Since which version ProxLB knows a key."""

import re

from proxlb_ui.domain.model.settings.text.change import Path

_SINCE = {
    "service.schedule.interval": "1.1.1",
    "proxmox_api.retries": "1.1.2",
    "proxmox_api.wait_time": "1.1.2",
    "service.delay": "1.1.3",
    "balancing.parallel_jobs": "1.1.3",
    "balancing.with_conntrack_state": "1.1.7",
    "balancing.pools": "1.1.9",
    "balancing.psi": "1.1.9",
    "balancing.memory_threshold": "1.1.9",
    "balancing.cpu_threshold": "1.1.9",
    "balancing.disk_threshold": "1.1.9",
    "balancing.node_resource_reserve": "1.1.11",
    "balancing.balance_larger_guests_first": "1.1.11",
    "balancing.enforce_pinning": "1.1.11",
    "solver": "2.0.0",
    "proxmox_cluster.maintenance_nodes_schedule": "2.1.0",
    "balancing.cpu_overcommit": "2.1.0",
    "balancing.max_node_inflow": "2.1.0",
    "service.enable_ha": "2.2.0",
    "balancing.ignore_guests": "2.3.0",
    "solver.fallback_to_greedy": "2.3.0",
}


def since(path: Path) -> str | None:
    """The first version with the key; None for one that was always there."""
    return _SINCE.get(".".join(path))


def newer_than(path: Path, version: str | None) -> str | None:
    """The version that brought the key, if the running one is older."""
    needed = since(path)
    running = _numbers(version or "")
    return needed if needed is not None and running and running < _numbers(needed) else None


def is_older(version: str | None, than: str) -> bool:
    """True for a version that is known and before the other; a version that nobody knows is taken for the newest."""
    running = _numbers(version or "")
    return bool(running) and running < _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version)
    return tuple(int(part or 0) for part in found.groups()) if found else ()
