"""How much of a resource is used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """Used and total amount of one resource: cores for CPU, bytes for memory and disk.

    None stands for a figure Proxmox does not give, which is not the same as zero.
    """

    used: float | None = None
    total: float | None = None

    @property
    def percent(self) -> float | None:
        """Used share of the total, 0 to 100 and above when overcommitted."""
        return percent_of(self.used, self.total)


def percent_of(part: float | None, whole: float | None) -> float | None:
    """Part of whole in percent, or None when either is missing or the whole is zero."""
    if part is None or not whole:
        return None
    return part / whole * 100


def percent_text(value: float, limit: float | None = None) -> str:
    """Whole percent, unless rounding would hide on which side of the limit the value lies."""
    if limit is None or round(value) != limit or value == limit:
        return f"{value:.0f}"
    return f"{value:.1f}" if round(value, 1) != limit else f"{value:.3f}"
