"""How log lines move what we know of the engine's runs."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from proxlb_ui.domain.model.log.lines import LineKind, LogLine
from proxlb_ui.domain.model.service.activity import Activity

_INTERVAL = re.compile(r"(?:Next|First) run in: (\d+) (hours|minutes)")
_STARTED = ("Using config path", "API connection to host")
_UNDER_WAY = ("Balancing: Starting to migrate", "Finished: Balancing loop")
_RUN_FAILURES = (
    re.compile(r"^Balancing: Some migrations did not complete successfully"),
    re.compile(r"^Balancing: Failed to migrate guest"),
    re.compile(r"^Balancing: Job ID .* went into an error"),
    re.compile(r"^Balancing: HA migration request .* was rejected"),
)


class ActivityTracker:
    """Moves an Activity line by line; a run's start after the first one is silent and known by the clock alone."""

    def __init__(self, activity: Activity | None = None) -> None:
        self.activity = activity or Activity()
        self._failed = False
        self._skipped = False

    def follow(self, line: LogLine) -> None:
        """Take in one line of the log."""
        if line.kind not in (LineKind.RECORD, LineKind.PLAIN):
            return
        self.time_passed(line.time)
        text = line.text
        if text.startswith("Daemon mode active: Next run in:"):
            # A node that is not the HA manager only sleeps again: no run has ended.
            after = self._waiting if self._skipped else self._ended
            after(line.time, _interval(text))
            self._skipped = False
        elif text.startswith("Daemon mode not active"):
            self._ended(line.time, None)
        elif text.startswith("Service delay active: First run in:"):
            self._waiting(line.time, _interval(text))
        elif text.startswith("This node is not the HA manager"):
            self._waiting(line.time, None)
            self._skipped = True
        elif text.startswith(_STARTED):
            self._started(line.time)
        elif text.startswith(_UNDER_WAY) and not self.activity.running:
            self.activity = replace(self.activity, running=True, next_run_at=None)
        if any(failure.search(text) for failure in _RUN_FAILURES):
            self._failed = True

    def time_passed(self, now: datetime) -> None:
        """When the announced time has come without news, the next run is under way."""
        due = self.activity.next_run_at
        if due is not None and now >= due:
            self._started(due)

    def service_stopped(self) -> None:
        """Without the process there is no run and no next one; what the last one did stays known."""
        self.activity = replace(self.activity, running=None, run_started_at=None, next_run_at=None)
        self._failed = False

    def _started(self, time: datetime) -> None:
        if not self.activity.running:
            self._failed = False
        self.activity = replace(self.activity, running=True, run_started_at=time, next_run_at=None)

    def _ended(self, time: datetime, interval: timedelta | None) -> None:
        self.activity = Activity(
            running=False,
            last_run_ended_at=time,
            next_run_at=time + interval if interval is not None else None,
            last_failed=self._failed,
        )
        self._failed = False

    def _waiting(self, time: datetime, interval: timedelta | None) -> None:
        due = time + interval if interval is not None else None
        self.activity = replace(self.activity, running=False, run_started_at=None, next_run_at=due)


def _interval(text: str) -> timedelta | None:
    if (found := _INTERVAL.search(text)) is None:
        return None
    number, unit = found.groups()
    return timedelta(hours=int(number)) if unit == "hours" else timedelta(minutes=int(number))
