"""How log lines move what we know of the engine's runs."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.lines import LineKind, LogLine
from proxlb_ui.domain.model.service.activity import Activity

# Only the first run of a process says so: the loop comes back from its sleep without a word (__main__.py).
_STARTED = (vocabulary.CONFIG_FOUND, vocabulary.API_CONNECTED)
# Where reading begins in the midst of a log, these still tell that a run is under way.
_UNDER_WAY = (vocabulary.MIGRATION_BEGINS, vocabulary.RUN_COMPLETE)
# The line that sums a run up exists since 2.1.0; before, every failed migration has to be seen by itself.
_FAILED = (
    vocabulary.RUN_INCOMPLETE,
    vocabulary.MIGRATION_REFUSED,
    vocabulary.MIGRATION_FAILED,
    vocabulary.MIGRATION_REJECTED,
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
        if found := vocabulary.NEXT_RUN.match(text):
            # A node that is not the HA manager only sleeps again: no run has ended.
            after = self._waiting if self._skipped else self._ended
            after(line.time, _interval(found))
            self._skipped = False
        elif vocabulary.ONE_SHOT_ENDED.match(text):
            self._ended(line.time, None)
        elif found := vocabulary.START_DELAYED.match(text):
            self._waiting(line.time, _interval(found))
        elif vocabulary.NOT_HA_MANAGER.match(text):
            self._waiting(line.time, None)
            self._skipped = True
        elif _is_one_of(_STARTED, text):
            self._started(line.time)
        elif _is_one_of(_UNDER_WAY, text) and not self.activity.running:
            self.activity = replace(self.activity, running=True, next_run_at=None)
        if _is_one_of(_FAILED, text):
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


def _is_one_of(phrases: tuple[vocabulary.Phrase, ...], text: str) -> bool:
    return any(phrase.match(text) for phrase in phrases)


def _interval(found: re.Match[str]) -> timedelta | None:
    number, unit = found["number"], found["unit"]
    if number is None:
        return None
    return timedelta(hours=int(number)) if unit == "hours" else timedelta(minutes=int(number))
