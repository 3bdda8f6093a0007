"""Migrations: recent ones as they are published, older ones from the history, and what Proxmox said."""

from collections.abc import Mapping
from datetime import UTC, datetime

from proxlb_ui.domain.errors import Denied, Invalid, NotFound, TimedOut, Unavailable
from proxlb_ui.domain.model.cluster.origin import OriginKind
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.filter import MOST, MigrationFilter
from proxlb_ui.entrypoints.web.kit.answers import computed, computed_aside
from proxlb_ui.entrypoints.web.kit.describe import Query, describes
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.published import Table
from proxlb_ui.entrypoints.web.kit.query import one_of, short_text, whole_number
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.migrations.payload import migration_row
from proxlb_ui.entrypoints.web.migrations.shapes import MigrationsShape, TaskLogShape
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request

QUERY = (
    Query("guest", "VMID or part of a name."),
    Query("node", "Source or target."),
    Query("state", "How it ended.", TaskState),
    Query("by", "What it belongs to.", OriginKind),
    Query("run", "The id of a run."),
    Query("since", "Not older than this time.", format="date-time"),
    Query("before", "Continue behind a row: its started_at, a space and its id."),
    Query("limit", "At most this many.", int, 1, MOST),
)
FILTERS = tuple(one.name for one in QUERY)
LOG_LINES = 500
LAST_LINE = 1_000_000
LOG_QUERY = (
    Query("id", "The migration's UPID."),
    Query("start", "First line wanted.", int, 0, LAST_LINE),
)


def migration_blueprint(services: Services, answers: TopicAnswers, topic: Table) -> Blueprint:
    """Routes about migrations."""
    routes = Blueprint("migrations", __name__)

    @routes.get("/migrations")
    @describes(MigrationsShape, query=QUERY, errors=(Unavailable,))
    async def migrations() -> Response:
        """Migrations, newest first: the recent ones, or those the query asks for."""
        query = request.args.to_dict()
        if not query:
            return await answers.whole(topic)
        services.cluster.touch()
        found = await services.history.find(filter_from(query))
        now = iso(services.clock.now())
        head = {"as_of": now, "age_seconds": 0, "seq": topic.seq, "note": services.history.note}
        return await computed_aside(lambda: {"items": [migration_row(migration) for migration in found], **head})

    @routes.get("/migrations/log")
    @describes(TaskLogShape, query=LOG_QUERY, errors=(NotFound, Denied, Unavailable, TimedOut))
    async def task_log() -> Response:
        """What Proxmox' task log says about one migration."""
        upid, start = request.args.get("id", ""), whole_number("start", request.args.get("start", ""), 0, LAST_LINE, 0)
        lines = await services.history.read_log(upid, LOG_LINES, start)
        return computed({"lines": list(lines), "next": start + len(lines)})

    return routes


def filter_from(query: Mapping[str, str]) -> MigrationFilter:
    """The filter a query string means; raises Invalid for what it cannot mean."""
    if unknown := sorted(set(query) - set(FILTERS)):
        raise Invalid(f"Unknown parameter {unknown[0][:40]!r}.", f"Use {', '.join(FILTERS)}.")
    before, _, upid = query.get("before", "").partition(" ")
    guest, node, run_id = (short_text(name, query.get(name, "").strip()) for name in ("guest", "node", "run"))
    return MigrationFilter(
        guest=guest,
        node=node,
        state=one_of(TaskState, "state", query.get("state")),
        by=one_of(OriginKind, "by", query.get("by")),
        run_id=run_id,
        since=_moment("since", query.get("since", "")),
        before=_moment("before", before),
        before_upid=upid,
        limit=whole_number("limit", query.get("limit", ""), 1, MOST, 200),
    )


def _moment(name: str, value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as problem:
        raise Invalid(f"{name} is no time.", "Write it as 2026-03-02T12:00:00Z.") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
