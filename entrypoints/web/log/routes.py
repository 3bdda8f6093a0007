"""The log's history, page by page or as a file."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from enum import StrEnum

from proxlb_ui.domain.errors import Denied, NotFound, TimedOut, Unavailable
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.entrypoints.web.kit.answers import computed
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.encoding import iso, to_json
from proxlb_ui.entrypoints.web.kit.query import one_of
from proxlb_ui.entrypoints.web.log.payload import line_payload
from proxlb_ui.entrypoints.web.log.query import LEVEL, LIMIT, TEXT, log_filter, parse_limit
from proxlb_ui.entrypoints.web.log.shapes import LogPageShape
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request

DOWNLOAD_SECONDS = 120
LOG_ERRORS = (NotFound, Denied, Unavailable, TimedOut)
QUERY = (
    LEVEL,
    TEXT,
    Query("before", "Cursor: lines older than this one."),
    Query("after", "Cursor: lines newer than this one."),
    Query("around", "Cursor: this line and its neighbors."),
    LIMIT,
)


class FileKind(StrEnum):
    """Kind of file."""

    TEXT = "txt"
    JSON = "jsonl"


FORMAT = Query("format", "Kind of file.", FileKind)


def log_blueprint(services: Services) -> Blueprint:
    """Routes about the engine's log."""
    routes = Blueprint("logs", __name__)

    @routes.get("/logs")
    @describes(LogPageShape, query=QUERY, errors=LOG_ERRORS)
    async def logs() -> Response:
        """Lines of the log, oldest first."""
        query = request.args
        limit = parse_limit(query.get("limit", ""))
        if around := query.get("around"):
            page = await services.logs.read_around(around, limit)
        else:
            wanted = log_filter(query.get("level", ""), query.get("q", ""))
            page = await services.logs.read(
                level=wanted.level,
                text=wanted.text,
                before=query.get("before"),
                after=query.get("after"),
                limit=limit,
            )
        items = [line_payload(line) for line in page.lines]
        now = iso(services.clock.now())
        return computed({"items": items, "more": page.more, "gap": page.gap, "as_of": now, "age_seconds": 0})

    @routes.get("/logs/download")
    @describes(query=(FORMAT, LEVEL, TEXT), media=("text/plain", "application/x-ndjson"), errors=LOG_ERRORS)
    async def everything() -> Response:
        """The whole kept log as a file, or the part of it that passes."""
        query = request.args
        form = one_of(FileKind, "format", query.get("format")) or FileKind.TEXT
        wanted = log_filter(query.get("level", ""), query.get("q", ""))
        batches = services.export_log.lines(wanted)
        # The first batch is read before the answer begins, while a problem can still be told as one.
        first = await anext(batches, ())
        headers = {
            "Content-Disposition": f'attachment; filename="proxlb-log.{form}"',
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        }
        response = Response(_encoded(first, batches, FORMATS[form]), headers=headers, content_type=TYPES[form])
        response.timeout = DOWNLOAD_SECONDS
        return response

    return routes


async def _encoded(
    first: tuple[LogLine, ...], batches: AsyncGenerator[tuple[LogLine, ...], None], form: Callable[[LogLine], str]
) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        yield _bytes(map(form, first))
        async for lines in batches:
            yield _bytes(map(form, lines))


def _bytes(lines: Iterable[str]) -> bytes:
    # A log may hold what is no text at all.
    return "".join(lines).encode(errors="replace")


def _as_text(line: LogLine) -> str:
    return f"{iso(line.time)} {line.level.value:<8} {line.text}\n"


def _as_json(line: LogLine) -> str:
    return to_json(line_payload(line)).decode() + "\n"


FORMATS: Mapping[FileKind, Callable[[LogLine], str]] = {FileKind.TEXT: _as_text, FileKind.JSON: _as_json}
TYPES = {FileKind.TEXT: "text/plain; charset=utf-8", FileKind.JSON: "application/x-ndjson"}
