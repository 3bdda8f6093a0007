"""What a plan, the best node and the balancing settings look like."""

from typing import Annotated, Any, NotRequired, TypedDict

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan import MoveReason, StayReason, Trigger, WarningKind
from proxlb_ui.domain.planner.what_if import NodeWish
from proxlb_ui.domain.use_cases.plan.report_plan import PlannedState
from proxlb_ui.entrypoints.web.kit.shapes import HeadShape, OneOf, TopicHeadShape


class SpreadShape(TypedDict):
    """The extremes in percent, and the score."""

    spread_percent: float | None
    highest: str | None
    highest_percent: float | None
    lowest: str | None
    lowest_percent: float | None
    score: float | None


class PlanBalanceShape(TypedDict):
    """How far the nodes are apart, before and after."""

    before: SpreadShape | None
    after: SpreadShape | None
    allowed_percent: float | None
    threshold_percent: float | None
    explanation: str


class PlanMoveShape(TypedDict):
    """One move."""

    vmid: int
    guest: str
    type: Annotated[str, OneOf(GuestKind)]
    source: str
    target: str
    reason: Annotated[str, OneOf(MoveReason)]
    sentence: str
    memory_bytes: float


class PlanStayShape(TypedDict):
    """One guest that stays."""

    vmid: int
    guest: str
    type: Annotated[str, OneOf(GuestKind)]
    node: str
    reason: Annotated[str, OneOf(StayReason)]
    sentence: str
    target: str | None


class StayCountShape(TypedDict):
    """How many stay for one reason."""

    reason: Annotated[str, OneOf(StayReason)]
    title: str
    count: int


class PlanShareShape(TypedDict):
    """One resource of a node as ProxLB reckons it."""

    used_percent: float | None
    assigned_percent: float | None


class PlanLoadsShape(TypedDict):
    """The loads of a node at one moment."""

    cpu: PlanShareShape
    memory: PlanShareShape
    disk: PlanShareShape
    guests: int


class PlanNodeShape(TypedDict):
    """One node before and after the moves."""

    name: str
    state: Annotated[str, OneOf(PlannedState)]
    before: PlanLoadsShape | None
    after: PlanLoadsShape | None


class PlanWarningShape(TypedDict):
    """A behavior of ProxLB that can hurt."""

    code: Annotated[str, OneOf(WarningKind)]
    message: str
    node: str | None
    guest: str | None
    percent: float | None


class PlanShape(HeadShape):
    """What ProxLB would do."""

    what_if: bool
    enabled: bool
    method: Annotated[str, OneOf(Method)]
    mode: Annotated[str, OneOf(Mode)]
    summary: str
    trigger: Annotated[str, OneOf(Trigger)]
    triggers: list[Annotated[str, OneOf(Trigger)]]
    trigger_sentence: str
    balance: PlanBalanceShape
    moves: list[PlanMoveShape]
    stays: list[PlanStayShape]
    stay_reasons: list[StayCountShape]
    nodes: list[PlanNodeShape]
    best_node: str | None
    hot_nodes: list[str]
    hot_guests: list[str]
    warnings: list[PlanWarningShape]
    assumptions: list[str]


class TagChangeShape(TypedDict):
    """Tags supposed to be there, or not to be."""

    add: NotRequired[list[str]]
    remove: NotRequired[list[str]]


class PlanBodyShape(TypedDict):
    """What is supposed to be different."""

    settings: NotRequired[dict[str, Any]]
    tags: NotRequired[dict[str, TagChangeShape]]
    nodes: NotRequired[dict[str, Annotated[str, OneOf(NodeWish)]]]
    pins: NotRequired[dict[str, list[str]]]


class BestNodeShape(HeadShape):
    """The node ProxLB would fill next."""

    node: str | None
    method: Annotated[str, OneOf(Method)]
    mode: Annotated[str, OneOf(Mode)]
    percent: float | None
    answered_by: Annotated[str, OneOf("planner", "engine")]
    sentence: str


class BalancingKeyShape(TypedDict):
    """One key of the section balancing, with its meaning."""

    key: str
    title: str
    help: str
    kind: Annotated[str, OneOf("switch", "integer", "number", "choice", "choices", "names", "table")]
    value: Any
    set: bool
    default: Any
    unit: str
    minimum: float | None
    maximum: float | None
    choices: list[str]
    optional: bool
    in_plan: bool
    note: str


class BalancingShape(TopicHeadShape):
    """The section balancing key by key."""

    path: str
    etag: str
    items: list[BalancingKeyShape]
