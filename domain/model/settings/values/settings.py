"""ProxLB's settings as ProxLB 2.3.0 understands them: the whole file, of the sections that stand beside this module.

Field names equal ProxLB's keys; like ProxLB the model coerces and ignores unknown keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from proxlb_ui.domain.model.settings.values.balancing import (
    Balancing,
    Method,
    Mode,
    PoolRule,
    Pressure,
    PressurePerResource,
    Psi,
)
from proxlb_ui.domain.model.settings.values.proxmox import MaintenanceSchedule, ProxmoxApi, ProxmoxCluster
from proxlb_ui.domain.model.settings.values.service import Delay, Schedule, Service, Solver
from proxlb_ui.domain.model.settings.values.setting import Section, Setting

__all__ = [
    "Balancing",
    "Delay",
    "MaintenanceSchedule",
    "Method",
    "Mode",
    "PoolRule",
    "Pressure",
    "PressurePerResource",
    "ProxmoxApi",
    "ProxmoxCluster",
    "Psi",
    "Schedule",
    "Service",
    "Settings",
    "SettingsFile",
    "Solver",
]


class Settings(Section):
    """The whole file."""

    proxmox_api: ProxmoxApi
    proxmox_cluster: ProxmoxCluster = ProxmoxCluster()
    balancing: Balancing = Balancing()
    service: Service = Service()
    solver: Annotated[
        Solver,
        Setting("Solver", "A constraint solver beside ProxLB's own algorithm.", since="2.0.0"),
    ] = Solver()


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file as read: its path, a digest of its bytes, the settings, and the raw mapping with every key kept."""

    path: str
    digest: str
    settings: Settings
    raw: Mapping[str, Any] = field(repr=False)
