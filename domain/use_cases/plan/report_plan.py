"""A plan as a person reads it: what it comes to in figures, as a whole and node by node."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.judge.loads.figures import NodeFigures
from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.cluster.cluster import Node
from proxlb_ui.domain.model.cluster.maintenance import is_ignored
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.planner.compared import compared, explain, trigger_sentence
from proxlb_ui.domain.planner.plan import NodeLoads, Stay, StayReason
from proxlb_ui.domain.planner.sentences import STAY_TITLES
from proxlb_ui.domain.planner.steps.balance_check import threshold
from proxlb_ui.domain.use_cases.plan.preview_plan import Preview


class PlannedState(StrEnum):
    """How the plan takes a node."""

    ONLINE = "online"
    MAINTENANCE = "maintenance"
    OFFLINE = "offline"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """One node before and after the moves; all of it is None for one that ProxLB does not see.

    before and after are what ProxLB reckons; true_before and true_after are what Proxmox shows and will show.
    """

    name: str
    state: PlannedState
    before: NodeLoads | None
    after: NodeLoads | None
    guests_before: int
    guests_after: int
    true_before: NodeFigures | None = None
    true_after: NodeFigures | None = None


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """How far the nodes are apart before and after as ProxLB reckons, what is allowed, and what is compared.

    true_before and true_after are how far they are apart really, None where Proxmox does not tell.
    """

    before: Spread | None
    after: Spread | None
    allowed_percent: int
    threshold_percent: int | None
    explanation: str
    true_before: Spread | None = None
    true_after: Spread | None = None


@dataclass(frozen=True, slots=True)
class StayCount:
    """How many guests stay for one reason."""

    reason: StayReason
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plan with its headline and its figures; stay_counts begins with the most frequent reason."""

    preview: Preview
    summary: str
    trigger_sentence: str
    balance: BalanceChange
    nodes: tuple[PlannedNode, ...]
    stay_counts: tuple[StayCount, ...]


def report_plan(preview: Preview) -> PlanReport:
    """Everything a page shows of a plan besides its moves and stays."""
    plan, balancing = preview.plan, preview.settings.balancing
    return PlanReport(
        preview,
        preview.judgement.summary,
        trigger_sentence(plan, balancing),
        _balance(preview),
        tuple(_nodes(preview)),
        tuple(_stay_counts(plan.stays)),
    )


def _balance(preview: Preview) -> BalanceChange:
    plan, balancing, judged = preview.plan, preview.settings.balancing, preview.judgement
    return BalanceChange(
        compared(plan.before, balancing),
        compared(plan.after, balancing),
        balancing.balanciness,
        threshold(balancing) or None,
        explain(balancing.method, balancing.mode, balancing),
        judged.spread_before,
        judged.spread_after,
    )


def _stay_counts(stays: Sequence[Stay]) -> Iterable[StayCount]:
    counted = Counter(stay.reason for stay in stays)
    return (StayCount(reason, STAY_TITLES[reason], count) for reason, count in counted.most_common())


def _nodes(preview: Preview) -> Iterable[PlannedNode]:
    plan = preview.plan
    before = {node.name: node for node in plan.before}
    after = {node.name: node for node in plan.after}
    true_before = {node.name: node for node in preview.judgement.before}
    true_after = {node.name: node for node in preview.judgement.after}
    here = Counter(guest.node for guest in preview.snapshot.guests if guest.running)
    then = here.copy()
    then.update(move.target for move in plan.moves)
    then.subtract(move.source for move in plan.moves)
    for node in preview.snapshot.nodes:
        loads = before.get(node.name)
        state = _state(node, loads, preview.settings)
        yield PlannedNode(
            *(node.name, state, loads, after.get(node.name), here[node.name], then[node.name]),
            true_before.get(node.name),
            true_after.get(node.name),
        )


def _state(node: Node, loads: NodeLoads | None, settings: Settings) -> PlannedState:
    if loads is not None:
        return PlannedState.MAINTENANCE if loads.maintenance else PlannedState.ONLINE
    return PlannedState.IGNORED if is_ignored(node, settings) else PlannedState.OFFLINE
