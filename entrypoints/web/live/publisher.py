"""Turning every change of a use case into published topics and deltas."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from proxlb_ui.domain.background import Work
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.report import RuleReport, rule_report
from proxlb_ui.domain.model.settings.values.settings import SettingsFile
from proxlb_ui.domain.planner.expected import Expected, expectations
from proxlb_ui.domain.use_cases.cluster.list_guests import list_guests
from proxlb_ui.domain.use_cases.cluster.list_nodes import list_nodes
from proxlb_ui.domain.use_cases.overview.read_overview import overview_of
from proxlb_ui.entrypoints.web.guests.payload import guest_rows, why_payload
from proxlb_ui.entrypoints.web.kit.published import Document, Row, Rows, Table
from proxlb_ui.entrypoints.web.live.feed import Feed
from proxlb_ui.entrypoints.web.migrations.payload import migration_row
from proxlb_ui.entrypoints.web.nodes.payload import node_rows
from proxlb_ui.entrypoints.web.overview.payload import overview_payload
from proxlb_ui.entrypoints.web.rules.payload import rules_payload
from proxlb_ui.entrypoints.web.runs.payload import run_row
from proxlb_ui.entrypoints.web.service.payload import service_payload
from proxlb_ui.entrypoints.web.services import Services
from proxlb_ui.entrypoints.web.settings.payload import settings_document

CPU_DRIFT_POINTS = 1.0
MEMORY_DRIFT_POINTS = 0.5
START_DRIFT_SECONDS = 60.0
# The engine tells its progress up to ten times a second; a person reads it twice.
RUN_PAUSE_SECONDS = 0.5

Source = tuple[ClusterSnapshot, SettingsFile | None, object, object]
Expectations = Mapping[int, Expected]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the topics show of one reading of the cluster."""

    nodes: Rows
    guests: Rows
    rules: Row
    report: RuleReport


class Publisher:
    """Owns the topics; whoever answers a request reads them, whoever holds a socket listens to the feed."""

    def __init__(self, services: Services) -> None:
        self.feed = Feed()
        self.overview = Document("overview")
        self.service = Document("service")
        self.settings = Document("settings")
        self.nodes = Table("nodes")
        self.guests = Table("guests", settle_guest)
        self.migrations = Table("migrations")
        self.runs = Table("runs")
        self.rules = Document("rules")
        tables = (self.nodes, self.guests, self.migrations, self.runs)
        self.topics: dict[str, Table | Document] = {
            topic.name: topic for topic in (self.overview, self.service, self.rules, self.settings, *tables)
        }
        self._services = services
        self._report: RuleReport | None = None
        self._expected: Expectations = {}
        self._published: Source | None = None
        # Drawn in a thread, so whoever comes second waits: an older picture must not cover a newer one.
        self._drawing = asyncio.Lock()
        self.publish_service()
        self._publish_settings()
        self._take_overview(services.cluster.view, self._overview(services.cluster.view))
        self.publish_runs()
        self.publish_migrations()

    @property
    def loops(self) -> Mapping[str, Work]:
        """What publishes whatever changes, each until cancelled; one that fails leaves the other topics alone."""
        services, follow = self._services, self._follow
        return {
            "publisher: cluster": partial(follow, services.cluster.change, self.publish_cluster),
            "publisher: service": partial(follow, services.service.change, self.publish_service),
            "publisher: schedule": partial(follow, services.runs.change, self._publish_schedule),
            "publisher: engine": partial(follow, services.engine.change, self.publish_runs, RUN_PAUSE_SECONDS),
            "publisher: kept runs": partial(follow, services.kept_runs.change, self.publish_runs),
            "publisher: history": partial(follow, services.history.change, self.publish_migrations),
            "publisher: progress": partial(follow, services.progress.change, self.publish_migrations),
            "publisher: plan": partial(follow, services.plans.change, self.publish_plan),
        }

    async def _follow(
        self, change: Change, publish: Callable[[], Awaitable[None] | None], pause_seconds: float = 0
    ) -> None:
        seen = -1
        while True:
            seen = await change.wait(seen)
            if (publishing := publish()) is not None:
                await publishing
            if pause_seconds:
                await self._services.clock.sleep(pause_seconds)

    async def publish_cluster(self) -> None:
        """The cluster's rows, unless neither they nor what they are seen through changed, and the overview."""
        async with self._drawing:
            view = self._services.cluster.view
            snapshot = view.snapshot
            source = (snapshot, view.settings, view.facts, view.ha_rules) if snapshot else None
            if snapshot is not None and source is not None and not self._same(source):
                # With thousands of guests this takes a fifth of a second, in which the loop serves everybody else.
                picture = await asyncio.to_thread(_picture, view, snapshot, self._expected, self._local_now())
                self._take_picture(picture, snapshot.taken_at)
                self._published = source
            if self.migrations.rows is None:  # that there are none is news too
                self.publish_migrations()
            self._publish_settings()
            await self._publish_overview()

    def publish_migrations(self) -> None:
        """The recent migrations, as far as the cluster has been read or the history knows them."""
        services = self._services
        snapshot, recent = services.cluster.view.snapshot, services.history.recent
        if snapshot is None and not recent:
            return
        percents = services.progress.percents
        rows = {one.upid: migration_row(one, percents.get(one.upid)) for one in recent}
        self.feed.send(self.migrations.publish(rows, services.clock.now()))

    def _take_picture(self, picture: Picture, as_of: datetime) -> None:
        self.feed.send(self.nodes.publish(picture.nodes, as_of))
        self.feed.send(self.guests.publish(picture.guests, as_of))
        self.feed.send(self.rules.publish(picture.rules, as_of))
        self._report = picture.report

    async def publish_plan(self) -> None:
        """The guests again, now with what the plan of their reading says about each."""
        async with self._drawing:
            preview, rows, as_of = self._services.plans.latest, self.guests.rows, self.guests.as_of
            self._expected = expectations(preview.plan, preview.settings.balancing) if preview is not None else {}
            if rows is None or as_of is None:
                return
            # Rows that stay the same objects cost nothing, which counts with thousands of guests.
            explained = {key: _explained(row, self._expected.get(row["vmid"])) for key, row in rows.items()}
            self.feed.send(self.guests.publish(explained, as_of))

    def publish_service(self) -> None:
        """The service as it was just observed."""
        services = self._services
        service = services.service
        content = service_payload(service.status, service.refusal, service.task, services.runs.activity)
        self.feed.send(self.service.publish(content, services.clock.now()))

    def publish_runs(self) -> None:
        """The runs of the engine as they stand."""
        rows = {run.id: run_row(run) for run in self._services.kept_runs.runs}
        self.feed.send(self.runs.publish(rows, self._services.clock.now()))

    async def _publish_schedule(self) -> None:
        self.publish_service()
        async with self._drawing:
            await self._publish_overview()

    def _publish_settings(self) -> None:
        services = self._services
        self.feed.send(self.settings.publish(settings_document(services.cluster.view), services.clock.now()))

    async def _publish_overview(self) -> None:
        view = self._services.cluster.view
        self._take_overview(view, await asyncio.to_thread(self._overview, view))

    def _overview(self, view: ClusterView) -> Row:
        return overview_payload(overview_of(view, self._services.runs.activity, self._local_now(), self._report))

    def _take_overview(self, view: ClusterView, content: Row) -> None:
        as_of = view.snapshot.taken_at if view.snapshot else self._services.clock.now()
        self.feed.send(self.overview.publish(content, as_of))

    def _local_now(self) -> datetime:
        return self._services.clock.now().astimezone()

    def _same(self, source: Source) -> bool:
        before = self._published
        return before is not None and all(new is old for new, old in zip(source, before, strict=True))


def _picture(view: ClusterView, snapshot: ClusterSnapshot, expected: Expectations, local_now: datetime) -> Picture:
    report = rule_report(view, local_now)
    assert report is not None  # noqa: S101 - there is a snapshot, so there is a report
    nodes = node_rows(list_nodes(view, snapshot, local_now))
    guests = guest_rows(list_guests(view, snapshot, expected), view.facts.tag_colors)
    return Picture(nodes, guests, rules_payload(report), report)


def settle_guest(before: Row, now: Row) -> Row:
    """The new row, but with the old figures where the difference is too small to see."""
    settled = dict(now)
    if _near(before["cpu_percent"], now["cpu_percent"], CPU_DRIFT_POINTS):
        settled["cpu_percent"] = before["cpu_percent"]
    if before["memory_total_bytes"] == now["memory_total_bytes"] and _near(
        before["memory_percent"], now["memory_percent"], MEMORY_DRIFT_POINTS
    ):
        settled["memory_percent"], settled["memory_bytes"] = before["memory_percent"], before["memory_bytes"]
    if _same_verdict(before.get("why"), now.get("why")):
        settled["why"] = before["why"]
    if before["started_at"] and now["started_at"] and before["node"] == now["node"]:
        drift = datetime.fromisoformat(before["started_at"]) - datetime.fromisoformat(now["started_at"])
        if abs(drift.total_seconds()) < START_DRIFT_SECONDS:
            settled["started_at"] = before["started_at"]
    return settled


def _explained(row: Row, expected: Expected | None) -> Row:
    why = why_payload(expected)
    return row if row["why"] == why else {**row, "why": why}


def _same_verdict(before: Row | None, now: Row | None) -> bool:
    """Sentences quote loads that drift all the time."""
    names = ("would", "reason", "target")
    return before is not None and now is not None and all(before[name] == now[name] for name in names)


def _near(before: float | None, now: float | None, points: float) -> bool:
    return before is not None and now is not None and abs(before - now) < points
