"""Reading the engine's log."""

from collections.abc import AsyncGenerator
from typing import Protocol

from proxlb_ui.domain.model.log.lines import LogLine, LogPage


class LogSource(Protocol):
    """History and live lines of the service's log, secrets already redacted; raises Unavailable, Denied or NotFound."""

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        """At most limit lines: the newest, or the newest before a cursor, or the oldest after one."""
        ...

    def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        """Batches of new lines as they come, starting after the cursor or now; close the generator to stop."""
        ...
