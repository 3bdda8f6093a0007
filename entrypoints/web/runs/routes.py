"""Running the engine once: start, follow, cancel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, Refused, Unavailable
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.use_cases.runs.keep_runs import KeepRuns
from proxlb_ui.entrypoints.web.kit.answers import computed, published
from proxlb_ui.entrypoints.web.kit.body import json_body
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.headers import idempotency_key
from proxlb_ui.entrypoints.web.kit.published import Table
from proxlb_ui.entrypoints.web.kit.query import whole_number
from proxlb_ui.entrypoints.web.log.payload import line_payload
from proxlb_ui.entrypoints.web.log.query import LIMIT, parse_limit
from proxlb_ui.entrypoints.web.log.shapes import LogPageShape
from proxlb_ui.entrypoints.web.runs.payload import run_payload, run_row
from proxlb_ui.entrypoints.web.runs.shapes import RunAnswerShape, RunBodyShape, RunDetailShape, RunsShape
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request

LAST_CURSOR = 10**12 - 1
START_ERRORS = (Denied, Conflict, Refused, Unavailable)
AFTER = Query("after", "Cursor: lines newer than this one.", int, 0, LAST_CURSOR)


def run_blueprint(services: Services, topic: Table) -> Blueprint:
    """Routes about runs of the engine beside the service."""
    routes = Blueprint("runs", __name__)
    engine, kept, clock = services.engine, services.kept_runs, services.clock

    @routes.get("/runs")
    @describes(RunsShape, query=(LIMIT,))
    async def runs() -> Response:
        """Runs, newest first: the recent ones, or as many as the query asks for."""
        if request.args:
            return computed(await _older(kept, request.args.to_dict(), clock.now()))
        encoded = topic.encoded(clock.now())
        assert encoded is not None  # noqa: S101 - published when the publisher was made
        return await published(encoded, clock)

    @routes.post("/runs")
    @describes(
        RunAnswerShape, body=RunBodyShape, status=202, idempotent=True, errors=(Denied, Conflict, Refused, Unavailable)
    )
    async def start() -> Response:
        """Begin a dry run, a rebalance or a search for the best node."""
        kind, overrides = _wish(await json_body())
        run = await engine.start(kind, overrides, idempotency_key())
        return computed({"run": run_payload(run, clock.now())}, status=202)

    @routes.get("/runs/<run_id>")
    @describes(RunDetailShape, errors=(NotFound,))
    async def one(run_id: str) -> Response:
        """One run with its result."""
        return computed(run_payload(await kept.find(run_id), clock.now()))

    @routes.get("/runs/<run_id>/log")
    @describes(LogPageShape, query=(AFTER, LIMIT), errors=(NotFound,))
    async def log(run_id: str) -> Response:
        """Lines of a run's log, oldest first."""
        after, limit = _cursor(request.args.get("after", "")), parse_limit(request.args.get("limit", ""))
        page = await kept.log(run_id, after, limit)
        items = [line_payload(line) for line in page.lines]
        now = iso(clock.now())
        return computed({"items": items, "more": page.more, "gap": page.gap, "as_of": now, "age_seconds": 0})

    @routes.delete("/runs/<run_id>")
    @describes(RunAnswerShape, status=202, errors=(NotFound, Conflict))
    async def cancel(run_id: str) -> Response:
        """Ask for the end of a run."""
        return computed({"run": run_payload(await kept.cancel(run_id), clock.now())}, status=202)

    return routes


async def _older(kept: KeepRuns, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    if unknown := sorted(set(query) - {"limit"}):
        raise Invalid(f"Unknown parameter {unknown[0][:40]!r}.", "Use limit.")
    items = [run_row(run) for run in await kept.older(parse_limit(query.get("limit", "")))]
    return {"items": items, "as_of": iso(now), "age_seconds": 0, "note": kept.note}


def _wish(body: Mapping[str, Any]) -> tuple[RunKind, Mapping[str, Any]]:
    if body.get("kind") not in list(RunKind):
        raise Invalid(f'Send {{"kind": ...}} with one of {", ".join(RunKind)}.')
    overrides = body.get("overrides") or {}
    if not isinstance(overrides, Mapping):
        raise Invalid('overrides must be an object such as {"balancing": {"method": "cpu"}}.')
    return RunKind(body["kind"]), overrides


def _cursor(value: str) -> int:
    return whole_number("after", value, 0, LAST_CURSOR, 0)
