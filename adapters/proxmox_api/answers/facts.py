"""What changes rarely, from Proxmox' JSON; pure."""

from collections.abc import Mapping
from typing import Any

from proxlb_ui.adapters.proxmox_api.answers.translate import truth

NEEDED = ("VM.Audit", "Sys.Audit", "Datastore.Audit", "VM.Migrate")


def missing_privileges(permissions: Any) -> tuple[str, ...]:
    """Needed privileges that are granted nowhere, which is how ProxLB itself judges."""
    if not isinstance(permissions, dict):
        return ()
    granted = {name for rights in permissions.values() if isinstance(rights, dict) for name in rights}
    return tuple(name for name in NEEDED if name not in granted)


def tag_colors(options: Any) -> Mapping[str, str]:
    """Background color by tag, as "rrggbb"."""
    colors = {}
    for entry in str(_section(options, "tag-style").get("color-map") or "").split(";"):
        tag, _, color = entry.partition(":")
        background = color.split(":")[0].lower()
        if tag and len(background) == 6 and all(digit in "0123456789abcdef" for digit in background):
            colors[tag] = background
    return colors


def proxmox_balances(options: Any) -> bool:
    """True when Proxmox' own HA manager moves guests to even out loads."""
    return truth(_section(options, "crs").get("ha-auto-rebalance"))


def _section(options: Any, name: str) -> Mapping[str, Any]:
    """A property string of datacenter.cfg, which Proxmox gives as an object or as text."""
    value = options.get(name) if isinstance(options, dict) else None
    if isinstance(value, dict):
        return value
    pairs = (pair.partition("=") for pair in str(value or "").split(","))
    return {key: text for key, _, text in pairs}
