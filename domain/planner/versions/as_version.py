"""A planner's input as one version of ProxLB reads it."""

from dataclasses import replace
from typing import TypeVar

from proxlb_ui.domain.model.cluster.history import CALM
from proxlb_ui.domain.model.settings.values.settings import MaintenanceSchedule, Settings
from proxlb_ui.domain.planner.plan_input import GuestInput, NodeInput, PlanInput
from proxlb_ui.domain.planner.versions.traits import known_to, traits_of

Item = TypeVar("Item", NodeInput, GuestInput)


def settings_as_version(version: str | None, settings: Settings) -> Settings:
    """The settings with nothing that this version does not read."""
    changes: dict[str, object] = {"balancing": known_to(version, settings.balancing)}
    if not traits_of(version).reads_schedules:
        none = {"maintenance_nodes_schedule": MaintenanceSchedule()}
        changes["proxmox_cluster"] = settings.proxmox_cluster.model_copy(update=none)
    return settings.model_copy(update=changes)


def as_version(version: str | None, plan_input: PlanInput) -> PlanInput:
    """The same cluster with the keys this version knows, its traits, and only the pressure it finds."""
    traits = traits_of(version)
    nodes, guests = plan_input.nodes, plan_input.guests
    if not traits.disk_pressure:
        nodes, guests = tuple(map(_calm_disk, nodes)), tuple(map(_calm_disk, guests))
    balancing = known_to(version, plan_input.balancing)
    return replace(plan_input, nodes=nodes, guests=guests, balancing=balancing, engine=traits)


def _calm_disk(item: Item) -> Item:
    return item if item.disk.pressure is CALM else replace(item, disk=replace(item.disk, pressure=CALM))
