"""What ProxLB would do, now or if something were different; asks nobody and changes nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.judge.judgement import Judgement, judge
from proxlb_ui.domain.judge.survival.refuge import Refuge, refuges
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.view import ClusterView, not_read_yet
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings, SettingsFile
from proxlb_ui.domain.planner.best_node_answer import BestNodeAnswer, best_node_answer
from proxlb_ui.domain.planner.order import MANY, decided_by_order, told_of_order
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import GuestInput, PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.planner.returning_nodes import told_of_returning
from proxlb_ui.domain.planner.versions.as_version import settings_as_version
from proxlb_ui.domain.planner.versions.traits import told_of
from proxlb_ui.domain.planner.what_if import NOTHING, WhatIf, coming_back, lost, suppose
from proxlb_ui.domain.planner.what_if_request import read_what_if
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.plan.assumptions import assumptions
from proxlb_ui.domain.use_cases.service.running_version import KnowsStatus, version_of

Guests = tuple[GuestInput, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan with what it was made from, and what it had to assume.

    unsure are the guests for which the order decides in which Proxmox happens to list nodes and guests. refuges say
    where the guests of nodes that are supposed to fail find room, by used and by assigned memory.
    """

    plan: Plan
    input: PlanInput
    snapshot: ClusterSnapshot
    settings: Settings
    what_if: WhatIf
    assumptions: tuple[str, ...]
    judgement: Judgement
    unsure: tuple[str, ...] = ()
    refuges: tuple[Refuge, ...] = ()


@dataclass(frozen=True, slots=True)
class BestNodePreview:
    """The best node, and the moment of the reading it was found in."""

    answer: BestNodeAnswer
    as_of: datetime
    by_engine: bool = False


class PreviewPlan:
    """Keeps the plan of the latest reading, and answers questions that suppose something."""

    def __init__(self, cluster: WatchCluster, clock: Clock, worker: Worker, service: KnowsStatus | None = None) -> None:
        self.change = Change()
        self.latest: Preview | None = None
        self._cluster = cluster
        self._clock = clock
        self._worker = worker
        self._service = service
        self._made_from: tuple[object, ...] = ()
        self._last_online: Mapping[str, Node] = {}
        self._refreshing = asyncio.Lock()

    async def run(self) -> None:
        """Plan anew after each reading of the cluster, until cancelled."""
        seen = -1
        while True:
            seen = await self._cluster.change.wait(seen)
            await self.refresh()

    async def refresh(self) -> None:
        """The plan of what is known now, unless it is there already; none while something needed is missing."""
        # One at a time, each from the view of its own beginning: a calculation that takes longer than the next one
        # must not put its older plan in the place of the newer.
        async with self._refreshing:
            view = self._cluster.view
            source = self._source(view)
            if _same(source, self._made_from):
                return
            self._remember(view)
            try:
                self.latest = await self._preview(view, NOTHING)
            except Unavailable:
                self.latest = None
            self._made_from = source
            self.change.notify()

    def _remember(self, view: ClusterView) -> None:
        """Proxmox forgets how large a node is a few minutes after it has gone."""
        nodes = view.snapshot.nodes if view.snapshot else ()
        online = {node.name: node for node in nodes if node.status is NodeStatus.ONLINE}
        # A new one each time: a calculation in a thread may still read the old one.
        self._last_online = {**self._last_online, **online}

    async def what_if(self, request: Any) -> Preview:
        """The plan under what the request supposes; raises Invalid naming the field that cannot be used."""
        view = self._cluster.view
        return await self.supposing(read_what_if(request, settings_in(view).settings.balancing))

    async def supposing(self, what_if: WhatIf) -> Preview:
        """The plan if that were so."""
        view = self._cluster.view
        latest = self.latest if _same(self._source(view), self._made_from) else None
        if what_if.empty and latest is not None:
            return latest
        # Most questions are about settings and nodes; thousands of guests need not be read for each of them.
        return await self._preview(view, what_if, latest.input.guests if latest and not what_if.tags else None)

    async def best_node(self, method: Method | None = None, mode: Mode | None = None) -> BestNodePreview:
        """The node ProxLB would name by this method and mode; those of the settings when None."""
        view = self._cluster.view
        snapshot, settings, now = snapshot_in(view), settings_in(view).settings, self._clock.now().astimezone()
        settings = by_method_and_mode(settings, method, mode)
        known = _Known(
            view, snapshot, settings, now, self._service is not None, version_of(self._service), self._last_online
        )
        found = await self._worker.run(lambda: best_node_answer(_input(known)))
        return BestNodePreview(found, snapshot.taken_at)

    def _source(self, view: ClusterView) -> tuple[object, ...]:
        return view.snapshot, view.settings, view.facts, view.ha_rules, view.histories, version_of(self._service)

    async def _preview(self, view: ClusterView, what_if: WhatIf, guests: Guests | None = None) -> Preview:
        snapshot, settings, now = snapshot_in(view), settings_in(view).settings, self._clock.now().astimezone()
        known = _Known(
            view, snapshot, settings, now, self._service is not None, version_of(self._service), self._last_online
        )
        return await self._worker.run(lambda: _calculate(known, what_if, guests))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a calculation starts from; version is ProxLB's, None where nobody knows it, watched whether anybody could.

    snapshot and settings are those of the view, or what is supposed instead.
    """

    view: ClusterView
    snapshot: ClusterSnapshot
    settings: Settings
    now: datetime
    watched: bool
    version: str | None
    last_online: Mapping[str, Node]


def by_method_and_mode(settings: Settings, method: Method | None, mode: Mode | None) -> Settings:
    """The settings with another method and mode; their own when None."""
    changes = {"method": method or settings.balancing.method, "mode": mode or settings.balancing.mode}
    return settings.model_copy(update={"balancing": settings.balancing.model_copy(update=changes)})


def _calculate(known: _Known, what_if: WhatIf, guests: Guests | None) -> Preview:
    before = known.snapshot
    supposed, changed = suppose(what_if, known.snapshot, known.settings, known.last_online)
    known = replace(known, snapshot=supposed, settings=changed)
    found = _input(known, what_if, guests)
    told = assumptions(known.view, supposed, changed, found)
    if known.watched:
        told += told_of(known.version, changed.balancing)
    told += tuple(told_of_returning(coming_back(what_if, before), known.last_online))
    plan = make_plan(found)
    # A question about a large cluster is answered at once; the plan that is kept has the time.
    unsure = decided_by_order(found, plan) if what_if.empty or len(found.guests) <= MANY else ()
    told += (told_of_order(unsure),) if unsure else ()
    read = settings_as_version(known.version, changed)
    scene = (supposed, known.view.facts, read, known.now, known.view.ha_rules or ())
    judgement, rooms = judge(plan, *scene), refuges(lost(what_if, before), *scene)
    told += tuple(one.sentence for one in rooms)
    return Preview(plan, found, supposed, changed, what_if, told, judgement, unsure, rooms)


def _input(known: _Known, what_if: WhatIf = NOTHING, guests: Guests | None = None) -> PlanInput:
    view = known.view
    return plan_input(
        known.snapshot,
        view.facts,
        known.settings,
        known.now,
        ha_rules=view.ha_rules or (),
        histories=view.histories,
        supposed_pins=what_if.pins,
        guests=guests,
        version=known.version,
    )


def snapshot_in(view: ClusterView) -> ClusterSnapshot:
    """The cluster as last read; raises Unavailable before."""
    if view.snapshot is None:
        raise not_read_yet(view)
    return view.snapshot


def settings_in(view: ClusterView) -> SettingsFile:
    """The settings file as last read; raises Unavailable while it cannot be."""
    if view.settings is None:
        problem = view.settings_problem
        message = problem.message if problem else "The settings file has not been read yet."
        raise Unavailable(message, problem.hint if problem else "Wait for the first reading.")
    return view.settings


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """By identity, as comparing thousands of guests would cost more than planning anew; texts by what they say."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(left is right or _same_text(left, right) for left, right in pairs)


def _same_text(one: object, other: object) -> bool:
    return isinstance(one, str) and one == other
