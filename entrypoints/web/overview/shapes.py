"""What the overview looks like."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, Time, TopicHeadShape
from proxlb_ui.entrypoints.web.service.shapes import ScheduleShape


class ConnectionShape(TypedDict):
    """How reading the cluster goes."""

    state: Annotated[str, OneOf(ConnectionState)]
    message: str
    hint: str
    host: str
    since: Time
    last_success_at: Time | None
    retry_at: Time | None
    interval_seconds: float


class ClusterNameShape(TypedDict):
    """What cluster it is."""

    name: str | None
    quorate: bool | None
    version: str | None


class HealthShape(TypedDict):
    """One line fit for a headline."""

    state: Annotated[str, OneOf("balanced", "unbalanced", "off", "unknown")]
    title: str
    detail: str


class MethodSpreadShape(TypedDict):
    """What ProxLB compares by one method and figure."""

    method: Annotated[str, OneOf(Method)]
    figure: Annotated[str, OneOf(Mode)]
    spread_percent: float | None
    highest: str | None
    highest_percent: float | None
    lowest: str | None
    lowest_percent: float | None
    score: float | None
    allowed_percent: float | None
    explanation: str
    active: bool


class BalanceShape(TypedDict):
    """How evenly the nodes are loaded."""

    enabled: bool
    method: Annotated[str, OneOf(Method)]
    mode: Annotated[str, OneOf(Mode)]
    allowed_percent: float
    threshold_percent: float | None
    types: list[str]
    methods: list[MethodSpreadShape]


class NodeCountsShape(TypedDict):
    """How many nodes of each kind."""

    total: int
    online: int
    offline: int
    maintenance: int
    ignored: int


class GuestCountsShape(TypedDict):
    """How many guests of each kind."""

    total: int
    vm: int
    ct: int
    running: int
    stopped: int
    other: int
    ignored: int
    pinned: int


class CountsShape(TypedDict):
    """How many there are."""

    nodes: NodeCountsShape
    guests: GuestCountsShape


class WarningShape(TypedDict):
    """What needs a person."""

    code: str
    severity: Annotated[str, OneOf("warning", "serious")]
    title: str
    detail: str
    hint: str
    link: str


class OverviewShape(TypedDict):
    """The topic overview."""

    connection: ConnectionShape
    cluster: ClusterNameShape
    health: HealthShape
    balance: BalanceShape | None
    counts: CountsShape | None
    schedule: ScheduleShape
    warnings: list[WarningShape]


class OverviewAnswerShape(TopicHeadShape, OverviewShape):
    """The whole answer."""
