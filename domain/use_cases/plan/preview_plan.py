"""What ProxLB would do, now or if something were different; asks nobody and changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.history import HistoryNeed
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings, SettingsFile
from proxlb_ui.domain.model.wording import counted
from proxlb_ui.domain.planner.best_node_answer import BestNodeAnswer, best_node_answer
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import GuestInput, PlanInput
from proxlb_ui.domain.planner.planner import features, make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.planner.what_if import NOTHING, WhatIf, suppose
from proxlb_ui.domain.planner.what_if_request import read_what_if
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.load_details import history_need
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

Guests = tuple[GuestInput, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan with what it was made from, and what it had to assume."""

    plan: Plan
    input: PlanInput
    snapshot: ClusterSnapshot
    settings: Settings
    what_if: WhatIf
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BestNodePreview:
    """The best node, and the moment of the reading it was found in."""

    answer: BestNodeAnswer
    as_of: datetime
    by_engine: bool = False


class PreviewPlan:
    """Keeps the plan of the latest reading, and answers questions that suppose something."""

    def __init__(self, cluster: WatchCluster, clock: Clock, worker: Worker) -> None:
        self.change = Change()
        self.latest: Preview | None = None
        self._cluster = cluster
        self._clock = clock
        self._worker = worker
        self._made_from: tuple[object, ...] = ()

    async def run(self) -> None:
        """Plan anew after each reading of the cluster, until cancelled."""
        seen = -1
        while True:
            seen = await self._cluster.change.wait(seen)
            await self.refresh()

    async def refresh(self) -> None:
        """The plan of what is known now, unless it is there already; none while something needed is missing."""
        view = self._cluster.view
        source = _source(view)
        if _same(source, self._made_from):
            return
        try:
            self.latest = await self._preview(view, NOTHING)
        except Unavailable:
            self.latest = None
        self._made_from = source
        self.change.notify()

    async def what_if(self, request: Any) -> Preview:
        """The plan under what the request supposes; raises Invalid naming the field that cannot be used."""
        view = self._cluster.view
        return await self.supposing(read_what_if(request, settings_in(view).settings.balancing))

    async def supposing(self, what_if: WhatIf) -> Preview:
        """The plan if that were so."""
        view = self._cluster.view
        latest = self.latest if _same(_source(view), self._made_from) else None
        if what_if.empty and latest is not None:
            return latest
        # Most questions are about settings and nodes; thousands of guests need not be read for each of them.
        return await self._preview(view, what_if, latest.input.guests if latest and not what_if.tags else None)

    async def best_node(self, method: Method | None = None, mode: Mode | None = None) -> BestNodePreview:
        """The node ProxLB would name by this method and mode; those of the settings when None."""
        view = self._cluster.view
        snapshot, settings, now = snapshot_in(view), settings_in(view).settings, self._clock.now().astimezone()
        settings = by_method_and_mode(settings, method, mode)
        found = await self._worker.run(lambda: best_node_answer(_input(view, snapshot, settings, now)))
        return BestNodePreview(found, snapshot.taken_at)

    async def _preview(self, view: ClusterView, what_if: WhatIf, guests: Guests | None = None) -> Preview:
        snapshot, settings, now = snapshot_in(view), settings_in(view).settings, self._clock.now().astimezone()
        return await self._worker.run(lambda: _calculate(view, snapshot, settings, now, what_if, guests))


def by_method_and_mode(settings: Settings, method: Method | None, mode: Mode | None) -> Settings:
    """The settings with another method and mode; their own when None."""
    changes = {"method": method or settings.balancing.method, "mode": mode or settings.balancing.mode}
    return settings.model_copy(update={"balancing": settings.balancing.model_copy(update=changes)})


def _calculate(
    view: ClusterView,
    snapshot: ClusterSnapshot,
    settings: Settings,
    now: datetime,
    what_if: WhatIf,
    guests: Guests | None,
) -> Preview:
    supposed, changed = suppose(what_if, snapshot, settings)
    found = _input(view, supposed, changed, now, what_if, guests)
    assumptions = tuple(_assumptions(view, supposed, changed, found))
    return Preview(make_plan(found), found, supposed, changed, what_if, assumptions)


def _input(
    view: ClusterView,
    snapshot: ClusterSnapshot,
    settings: Settings,
    now: datetime,
    what_if: WhatIf = NOTHING,
    guests: Guests | None = None,
) -> PlanInput:
    return plan_input(
        snapshot,
        view.facts,
        settings,
        now,
        ha_rules=view.ha_rules or (),
        histories=view.histories,
        supposed_pins=what_if.pins,
        guests=guests,
    )


def _assumptions(view: ClusterView, snapshot: ClusterSnapshot, settings: Settings, found: PlanInput) -> list[str]:
    """What the calculation could not know."""
    told = []
    if settings.solver.enable and settings.solver.mode == "active":
        told.append("ProxLB's solver is active and decides in place of the algorithm shown here.")
    if view.ha_rules is None and features(found).ha_rules:
        told.append("The HA rules of Proxmox have not been read; none are assumed.")
    need = history_need(settings.balancing)
    unknown = _without_history(view, snapshot, need)
    if unknown and need.spikes:
        told.append(f"The pressure of {unknown} nodes and guests is not known yet; they count as not waiting at all.")
    elif unknown:
        told.append(f"The hour's CPU average of {unknown} guests is not known yet; their CPU of this moment counts.")
    if settings.balancing.method is Method.CPU and (silent := _silent_guests(view, snapshot)):
        told.append(f"Proxmox has no CPU history of {counted(silent, 'guest')}; ProxLB counts 0 for each of them.")
    return told


def _without_history(view: ClusterView, snapshot: ClusterSnapshot, need: HistoryNeed) -> int:
    nodes = [node.name for node in snapshot.nodes if node.status is NodeStatus.ONLINE] if need.nodes else []
    guests = [guest.vmid for guest in snapshot.guests if guest.running] if need.guests else []
    return sum(key not in view.histories for key in (*nodes, *guests))


def _silent_guests(view: ClusterView, snapshot: ClusterSnapshot) -> int:
    found = (view.histories.get(guest.vmid) for guest in snapshot.guests if guest.running)
    return sum(history is not None and history.cpu_share is None for history in found)


def snapshot_in(view: ClusterView) -> ClusterSnapshot:
    """The cluster as last read; raises Unavailable before."""
    if view.snapshot is None:
        message = view.connection.message or "The cluster has not been read yet."
        raise Unavailable(message, view.connection.hint or "Wait for the first answer from Proxmox.")
    return view.snapshot


def settings_in(view: ClusterView) -> SettingsFile:
    """The settings file as last read; raises Unavailable while it cannot be."""
    if view.settings is None:
        problem = view.settings_problem
        message = problem.message if problem else "The settings file has not been read yet."
        raise Unavailable(message, problem.hint if problem else "Wait for the first reading.")
    return view.settings


def _source(view: ClusterView) -> tuple[object, ...]:
    return view.snapshot, view.settings, view.facts, view.ha_rules, view.histories


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """By identity, as comparing thousands of guests would cost more than planning anew."""
    return len(one) == len(other) and all(left is right for left, right in zip(one, other, strict=True))
