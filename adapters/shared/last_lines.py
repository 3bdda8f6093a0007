"""What the engine logged before it ended."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.lines import LineKind, LogLine
from proxlb_ui.domain.ports.log_source import LogSource

LOOKED_AT = 200


class LastLines:
    """Read once for each end: what is down logs nothing more."""

    def __init__(self, log: LogSource, late_seconds: Sequence[float] = (0.0,)) -> None:
        """`late_seconds` are the waits before each attempt, where the log learns of the last words late."""
        self._log = log
        self._late_seconds = late_seconds
        self._known: tuple[str, tuple[LogLine, ...]] = ("", ())

    async def of(self, end: str, began: datetime | None) -> tuple[LogLine, ...]:
        """The lines since it began, of the run whose end has this name; none where the log cannot be read.

        That it cannot be read is said elsewhere.
        """
        if self._known[0] != end:
            self._known = (end, await self._read(began))
        return self._known[1]

    async def _read(self, began: datetime | None) -> tuple[LogLine, ...]:
        for seconds in self._late_seconds:
            await asyncio.sleep(seconds)
            try:
                page = await self._log.read(limit=LOOKED_AT)
            except ProxlbUiError:
                return ()
            found = (line for line in page.lines if line.kind is not LineKind.NOTE)
            if lines := tuple(line for line in found if began is None or line.time >= began):
                return lines
        return ()
