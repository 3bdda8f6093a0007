"""Choosing and ordering guests."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from proxlb_ui.domain.planner.expected import Would
from proxlb_ui.domain.use_cases.cluster.list_guests import ListedGuest


class GuestRule(StrEnum):
    """A kind of rule a guest can be under."""

    AFFINITY = "affinity"
    ANTI_AFFINITY = "anti-affinity"
    IGNORE = "ignore"
    PIN = "pin"


class GuestOrder(StrEnum):
    """What guests can be ordered by."""

    VMID = "vmid"
    NAME = "name"
    KIND = "type"
    STATUS = "status"
    NODE = "node"
    CPU_PERCENT = "cpu_percent"
    CPU_CORES = "cpu_cores"
    MEMORY = "memory_bytes"
    MEMORY_TOTAL = "memory_total_bytes"
    MEMORY_PERCENT = "memory_percent"
    DISK_TOTAL = "disk_total_bytes"
    STARTED_AT = "started_at"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class GuestFilter:
    """What is wanted: an empty text or None lets everything pass; text is searched in name, VMID, tags and pool."""

    text: str = ""
    node: str = ""
    status: str = ""
    kind: str = ""
    tag: str = ""
    rule: GuestRule | None = None
    would: Would | None = None
    order: GuestOrder = GuestOrder.VMID
    descending: bool = False


_KEYS: Mapping[GuestOrder, Callable[[ListedGuest], Any]] = {
    GuestOrder.VMID: lambda one: one.guest.vmid,
    GuestOrder.NAME: lambda one: one.guest.name,
    GuestOrder.KIND: lambda one: one.guest.kind.value,
    GuestOrder.STATUS: lambda one: one.guest.status,
    GuestOrder.NODE: lambda one: one.guest.node,
    GuestOrder.CPU_PERCENT: lambda one: one.guest.cpu.percent,
    GuestOrder.CPU_CORES: lambda one: one.guest.cpu.total,
    GuestOrder.MEMORY: lambda one: one.guest.memory.used,
    GuestOrder.MEMORY_TOTAL: lambda one: one.guest.memory.total,
    GuestOrder.MEMORY_PERCENT: lambda one: one.guest.memory.percent,
    GuestOrder.DISK_TOTAL: lambda one: one.guest.disk.total,
    GuestOrder.STARTED_AT: lambda one: one.started_at,
    GuestOrder.POOL: lambda one: one.guest.pool,
}


def filter_guests(guests: Iterable[ListedGuest], wanted: GuestFilter) -> list[ListedGuest]:
    """Those that pass, in the order wanted; what is not known comes last in either direction."""
    tests = list(_tests(wanted))
    found = [one for one in guests if all(test(one) for test in tests)]
    key = _KEYS[wanted.order]
    known = [one for one in found if key(one) is not None]
    known.sort(key=lambda one: (key(one), one.guest.vmid), reverse=wanted.descending)
    return known + [one for one in found if key(one) is None]


def _tests(wanted: GuestFilter) -> Iterator[Callable[[ListedGuest], bool]]:
    """One for each thing that is asked for."""
    if wanted.text:
        needle = wanted.text.casefold()
        yield lambda one: needle in _searched(one)
    if wanted.node:
        yield lambda one: one.guest.node == wanted.node
    if wanted.status:
        yield lambda one: one.guest.status == wanted.status
    if wanted.kind:
        yield lambda one: one.guest.kind.value == wanted.kind
    if wanted.tag:
        yield lambda one: wanted.tag in one.guest.tags
    if wanted.rule is not None:
        yield lambda one: wanted.rule in one.placement.rules
    if wanted.would is not None:
        yield lambda one: one.expected is not None and one.expected.would is wanted.would


def _searched(one: ListedGuest) -> str:
    guest = one.guest
    return " ".join((guest.name, str(guest.vmid), guest.pool or "", *guest.tags)).casefold()
