"""Guests as JSON rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.history import waiting_score
from proxlb_ui.domain.model.cluster.tags import decode
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.placement import placement_of
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso


def guest_rows(
    view: ClusterView, snapshot: ClusterSnapshot, whys: Mapping[int, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """One row per guest, by VMID as text; whys is what the latest plan says about each."""
    settings = view.settings.settings if view.settings else None
    tags: dict[str, dict[str, Any]] = {}
    return {
        str(guest.vmid): _guest(guest, settings, snapshot.taken_at, view.facts.tag_colors, tags)
        | {"score": figure(waiting_score(view.histories.get(guest.vmid)), 1), "why": whys.get(guest.vmid)}
        for guest in snapshot.guests
    }


def _guest(
    guest: Guest,
    settings: Settings | None,
    taken_at: datetime,
    colors: Mapping[str, str],
    tags: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    placement = placement_of(guest, settings)
    # Proxmox says 0 for the used disk of a VM because it cannot look inside, not because it is empty.
    disk = None if guest.kind is GuestKind.VM and not guest.disk.used else guest.disk
    return {
        "vmid": guest.vmid,
        "name": guest.name,
        "type": guest.kind.value,
        "status": guest.status,
        "node": guest.node,
        "cpu_percent": figure(guest.cpu.percent, 1),
        "cpu_cores": figure(guest.cpu.total),
        "memory_bytes": figure(guest.memory.used),
        "memory_total_bytes": figure(guest.memory.total),
        "memory_percent": figure(guest.memory.percent, 1),
        "disk_bytes": figure(disk.used) if disk else None,
        "disk_total_bytes": figure(guest.disk.total),
        "disk_percent": figure(disk.percent, 1) if disk else None,
        "started_at": iso(taken_at - timedelta(seconds=guest.uptime_seconds)) if guest.uptime_seconds else None,
        "pool": guest.pool,
        "ha_state": guest.ha_state,
        "lock": guest.lock,
        "template": guest.template,
        "tags": [_tag(text, colors, tags) for text in guest.tags],
        "ignored": placement.ignored,
        "ignored_by": placement.ignored_by,
        "pinned_to": list(placement.pinned_to),
        "pin_strict": placement.pin_strict,
        "rules": sorted(placement.rules),
    }


def _tag(text: str, colors: Mapping[str, str], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if text not in known:
        tag = decode(text)
        known[text] = {"text": text, "kind": tag.kind.value, "value": tag.value, "color": colors.get(text)}
    return known[text]
