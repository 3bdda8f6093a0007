"""The log's history."""

from quart import Blueprint, Response, request

from domain.errors import Invalid
from domain.model.logs import LogLevel
from entrypoints.web.answers import computed
from entrypoints.web.encoding import iso
from entrypoints.web.payloads.logs import line_payload
from entrypoints.web.services import Services

DEFAULT_LINES = 500
MOST_LINES = 2000
LONGEST_TEXT = 200


def log_blueprint(services: Services) -> Blueprint:
    """Routes about the engine's log."""
    routes = Blueprint("logs", __name__)

    @routes.get("/logs")
    async def logs() -> Response:
        """Lines of the log, oldest first."""
        query = request.args
        page = await services.logs.read(
            level=parse_level(query.get("level", "")),
            text=parse_text(query.get("q", "")),
            before=query.get("before"),
            after=query.get("after"),
            limit=_limit(query.get("limit", "")),
        )
        items = [line_payload(line) for line in page.lines]
        now = iso(services.clock.now())
        return computed({"items": items, "more": page.more, "gap": page.gap, "as_of": now, "age_seconds": 0})

    return routes


def parse_level(value: object) -> LogLevel | None:
    """The least severe level wanted; empty means all."""
    if not value:
        return None
    if value not in list(LogLevel):
        raise Invalid(f"Unknown level {str(value)[:20]!r}.", f"Use one of {', '.join(LogLevel)}.")
    return LogLevel(str(value))


def parse_text(value: object) -> str:
    """The text to find."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Invalid(f"The text to find must be at most {LONGEST_TEXT} characters long.")
    return value


def _limit(value: str) -> int:
    if not value:
        return DEFAULT_LINES
    if not value.isascii() or not value.isdigit() or len(value) > 6 or not 1 <= int(value) <= MOST_LINES:
        raise Invalid(f"limit must be a whole number from 1 to {MOST_LINES}.")
    return int(value)
