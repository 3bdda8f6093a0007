"""The whole kept log, from its oldest line on, without holding it in memory."""

from collections.abc import AsyncGenerator

from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.ports.log_source import LogSource

PAGE_LINES = 1_000
MOST_PAGES = 500


class ExportLog:
    """Looks back for where each page ends, then gives the pages in order."""

    def __init__(self, source: LogSource, most_pages: int = MOST_PAGES) -> None:
        self._source = source
        self._most_pages = most_pages

    async def lines(self, wanted: LogFilter) -> AsyncGenerator[tuple[LogLine, ...], None]:
        """Batches of the lines that pass, oldest first, up to the newest line at the time of asking."""
        ends: list[str | None] = [None]
        newest = page = await self._source.read(limit=PAGE_LINES)
        while page.more and page.lines and len(ends) < self._most_pages:
            ends.append(page.lines[0].cursor)
            page = await self._source.read(before=ends[-1], limit=PAGE_LINES)
        # The newest page was read first and is kept, so that lines written meanwhile do not shift it.
        for end in reversed(ends):
            page = newest if end is None else await self._source.read(before=end, limit=PAGE_LINES)
            yield tuple(line for line in page.lines if wanted.passes(line))
