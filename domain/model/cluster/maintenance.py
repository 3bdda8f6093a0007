"""Which nodes ProxLB empties or does not consider, and who asked for it."""

from datetime import datetime

from proxlb_ui.domain.model.cluster.cluster import Node
from proxlb_ui.domain.model.settings.values.maintenance_window import is_scheduled
from proxlb_ui.domain.model.settings.values.settings import Settings


def maintenance_sources(node: Node, settings: Settings | None, now: datetime) -> tuple[str, ...]:
    """Who has the node in maintenance: "settings", "schedule", "ha"; now is the local time ProxLB would see."""
    sources = []
    if settings is not None:
        cluster = settings.proxmox_cluster
        if node.name in cluster.maintenance_nodes:
            sources.append("settings")
        if is_scheduled(node.name, cluster.maintenance_nodes_schedule, now):
            sources.append("schedule")
    if node.in_ha_maintenance:
        sources.append("ha")
    return tuple(sources)


def is_ignored(node: Node, settings: Settings | None) -> bool:
    """True when ProxLB acts as if the node and its guests did not exist."""
    return settings is not None and node.name in settings.proxmox_cluster.ignore_nodes
