"""What a unit logged last, before it failed."""

import asyncio

from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.adapters.systemd_unit.journal.source import JournalLogSource
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.lines import LineKind, LogLine

LOOKED_AT = 200
# systemd learns of a death before journald has read the last words.
LATE_SECONDS = (0.1, 0.3)


class LastLines:
    """Read once for each end: a unit that is down logs nothing more."""

    def __init__(self, log: JournalLogSource) -> None:
        self._log = log
        self._known: tuple[str, tuple[LogLine, ...]] = ("", ())

    async def of(self, facts: UnitFacts) -> tuple[LogLine, ...]:
        """The lines of its last run; none where the log cannot be read, which is said elsewhere."""
        ended = f"{facts.invocation} {facts.ended_at} {facts.result}"
        if self._known[0] != ended:
            self._known = (ended, await self._read(facts))
        return self._known[1]

    async def _read(self, facts: UnitFacts) -> tuple[LogLine, ...]:
        lines: tuple[LogLine, ...] = ()
        for seconds in LATE_SECONDS:
            await asyncio.sleep(seconds)
            try:
                page = await self._log.read(limit=LOOKED_AT)
            except ProxlbUiError:
                return ()
            began = facts.started_at
            found = (line for line in page.lines if line.kind is not LineKind.NOTE)
            lines = tuple(line for line in found if began is None or line.time >= began)
            if lines:
                break
        return lines
