"""Guests as JSON rows."""

from collections.abc import Iterable, Mapping

from proxlb_ui.domain.model.cluster.tags import Tag
from proxlb_ui.domain.planner.expected import Expected
from proxlb_ui.domain.use_cases.cluster.list_guests import ListedGuest
from proxlb_ui.entrypoints.web.guests.shapes import GuestShape, TagShape, WhyShape
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso

TagPayloads = dict[str, TagShape]


def guest_rows(guests: Iterable[ListedGuest], colors: Mapping[str, str]) -> dict[str, GuestShape]:
    """One row per guest in their order, by VMID as text; colors are those of the tags."""
    # Thousands of guests share a few tags.
    tags: TagPayloads = {}
    return {str(one.guest.vmid): _guest(one, colors, tags) for one in guests}


def why_payload(expected: Expected | None) -> WhyShape | None:
    """What the next run would do with a guest, and why; None while nothing is known."""
    if expected is None:
        return None
    return {
        "would": expected.would.value,
        "reason": expected.reason.value,
        "sentence": expected.sentence,
        "target": expected.target,
    }


def _guest(one: ListedGuest, colors: Mapping[str, str], tags: TagPayloads) -> GuestShape:
    guest, placement, disk = one.guest, one.placement, one.disk
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
        "disk_bytes": figure(disk.used),
        "disk_total_bytes": figure(disk.total),
        "disk_percent": figure(disk.percent, 1),
        "started_at": iso(one.started_at),
        "pool": guest.pool,
        "ha_state": guest.ha_state,
        "lock": guest.lock,
        "template": guest.template,
        "tags": [_tag(tag, colors, tags) for tag in one.tags],
        "ignored": placement.ignored,
        "ignored_by": placement.ignored_by,
        "pinned_to": list(placement.pinned_to),
        "pin_strict": placement.pin_strict,
        "rules": sorted(placement.rules),
        "score": figure(one.score, 1),
        "why": why_payload(one.expected),
    }


def _tag(tag: Tag, colors: Mapping[str, str], known: TagPayloads) -> TagShape:
    if tag.text not in known:
        known[tag.text] = {
            "text": tag.text,
            "kind": tag.kind.value,
            "value": tag.value,
            "color": colors.get(tag.text),
        }
    return known[tag.text]
