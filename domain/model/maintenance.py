"""Which nodes ProxLB empties or does not consider, and who asked for it."""

import re
from datetime import datetime, time, timedelta

from domain.model.cluster import Node
from domain.model.settings import MaintenanceSchedule, Settings

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENTRY = re.compile(r"\s*([A-Za-z]+)\s*,\s*(\d{1,2})\s*:\s*(\d{1,2})\s*")


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


def is_scheduled(name: str, schedule: MaintenanceSchedule, now: datetime) -> bool:
    """True while one of the node's weekly windows, its lead time included, is open."""
    moment = now.replace(tzinfo=None)
    before = _minutes(schedule.pre_migration)
    length = _minutes(schedule.duration * 60)
    starts = (weekly_start(entry) for entry in schedule.schedules.get(name, ()))
    return any(_open(start, before, length, moment) for start in starts if start is not None)


def weekly_start(entry: str) -> tuple[int, time] | None:
    """Weekday (Monday is 0) and time of an entry like "Monday, 8:00"; None for one that ProxLB skips."""
    match = _ENTRY.fullmatch(entry)
    if match is None or match[1].lower() not in _WEEKDAYS:
        return None
    hour, minute = int(match[2]), int(match[3])
    if hour > 23 or minute > 59:
        return None
    return _WEEKDAYS.index(match[1].lower()), time(hour, minute)


def _open(start: tuple[int, time], before: timedelta, length: timedelta, moment: datetime) -> bool:
    weekday, at = start
    this_week = datetime.combine((moment + timedelta(days=weekday - moment.weekday())).date(), at)
    # One week either side, as ProxLB does: a window may reach over midnight on Sunday.
    weeks = (this_week + timedelta(days=7 * offset) for offset in (-1, 0, 1))
    return any(begin - before <= moment < begin + length for begin in weeks)


def _minutes(count: int) -> timedelta:
    # A window longer than a year is always open; the cap keeps the date arithmetic from overflowing.
    return timedelta(minutes=min(count, 366 * 24 * 60))
