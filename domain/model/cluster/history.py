"""What Proxmox remembers of the last hour of a node or guest, as ProxLB reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proxlb_ui.domain.model.settings.values.settings import Method


@dataclass(frozen=True, slots=True)
class MeasuredPressure:
    """How long tasks waited, in percent: averages of the hour and the highest recent values."""

    some: float = 0.0
    full: float = 0.0
    some_spikes: float = 0.0
    full_spikes: float = 0.0


CALM = MeasuredPressure()
Subject = str | int
"""A node by its name, or a guest by its VMID."""


@dataclass(frozen=True, slots=True)
class History:
    """The hour's average CPU share (0 to 1) and the pressure by resource; empty where Proxmox has none."""

    cpu_share: float | None = None
    pressure: Mapping[Method, MeasuredPressure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryNeed:
    """Whose history a calculation reads, and whether its peaks as well."""

    nodes: bool = False
    guests: bool = False
    spikes: bool = False


def waiting_score(history: History | None) -> float | None:
    """100 minus the percentage of the hour in which something waited, for the resource most waited for."""
    waits = [pressure.some for pressure in history.pressure.values()] if history else []
    # A history read for its CPU average alone has no peaks, but its averages of pressure are there all the same.
    return max(0.0, 100.0 - max(waits)) if waits else None
