"""What a query may ask of a log, whosever it is."""

from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LogLevel
from proxlb_ui.entrypoints.web.kit.describe import Query
from proxlb_ui.entrypoints.web.kit.query import one_of, short_text, whole_number

DEFAULT_LINES = 500
MOST_LINES = 2000
LEVEL = Query("level", "Least severe level wanted.", LogLevel)
TEXT = Query("q", "Text to find.")
LIMIT = Query("limit", "At most this many.", int, 1, MOST_LINES)


def parse_limit(value: str) -> int:
    """How many lines at most."""
    return whole_number("limit", value, 1, MOST_LINES, DEFAULT_LINES)


def log_filter(level: object, text: object) -> LogFilter:
    """The least severe level and the text to find; raises Invalid for what cannot be used."""
    return LogFilter(one_of(LogLevel, "level", level), short_text("The text to find", text))
