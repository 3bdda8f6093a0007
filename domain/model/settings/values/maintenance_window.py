"""The weekly windows in which ProxLB empties a node, in the local time that ProxLB sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from proxlb_ui.domain.model.settings.values.settings import MaintenanceSchedule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
_ENTRY = re.compile(r"\s*([A-Za-z]+)\s*,\s*(\d{1,2})\s*:\s*(\d{1,2})\s*")
# One week either side, as ProxLB does: a window may reach over midnight on Sunday.
_WEEKS = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """One window: emptying may begin before the maintenance itself does; times are local and know no zone."""

    empties_at: datetime
    begins_at: datetime
    ends_at: datetime

    def is_open(self, moment: datetime) -> bool:
        """True while ProxLB takes the node for one in maintenance."""
        return self.empties_at <= moment < self.ends_at


def weekly_start(entry: str) -> tuple[int, time] | None:
    """Weekday (Monday is 0) and time of an entry like "Monday, 8:00"; None for one that ProxLB skips."""
    match = _ENTRY.fullmatch(entry)
    if match is None or match[1].lower() not in _NUMBERS:
        return None
    hour, minute = int(match[2]), int(match[3])
    if hour > 23 or minute > 59:
        return None
    return _NUMBERS[match[1].lower()], time(hour, minute)


def is_scheduled(name: str, schedule: MaintenanceSchedule, now: datetime) -> bool:
    """True while one of the node's windows, its lead time included, is open."""
    return _open_window(name, schedule, now.replace(tzinfo=None)) is not None


def window_of(name: str, schedule: MaintenanceSchedule, now: datetime) -> Window | None:
    """The open window that lasts longest, else the next one; None when there is none."""
    moment = now.replace(tzinfo=None)
    if (found := _open_window(name, schedule, moment)) is not None:
        return found
    coming = (window for window in _windows(name, schedule, moment, (0, 1, 2)) if window.empties_at > moment)
    lasting = (window for window in coming if window.empties_at < window.ends_at)
    return min(lasting, key=lambda window: window.empties_at, default=None)


def _open_window(name: str, schedule: MaintenanceSchedule, moment: datetime) -> Window | None:
    found = (window for window in _windows(name, schedule, moment, _WEEKS) if window.is_open(moment))
    return max(found, key=lambda window: window.ends_at, default=None)


def _windows(name: str, schedule: MaintenanceSchedule, moment: datetime, weeks: tuple[int, ...]) -> Iterator[Window]:
    before, length = _minutes(schedule.pre_migration), _minutes(schedule.duration * 60)
    for entry in schedule.schedules.get(name, ()):
        start = weekly_start(entry)
        if start is None:
            continue
        weekday, at = start
        this_week = datetime.combine((moment + timedelta(days=weekday - moment.weekday())).date(), at)
        for week in weeks:
            begin = this_week + timedelta(days=7 * week)
            yield Window(begin - before, begin, begin + length)


def _minutes(count: int) -> timedelta:
    # A window longer than a year is always open; the cap keeps the date arithmetic from overflowing.
    return timedelta(minutes=min(count, 366 * 24 * 60))
