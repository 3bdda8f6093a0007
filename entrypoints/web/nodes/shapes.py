"""What nodes, their evacuation and what was made of a change look like."""

from typing import Annotated, NotRequired, TypedDict

from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.nodes.change import Apply
from proxlb_ui.domain.model.service.service import ServiceAction
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.entrypoints.web.kit.shapes import HeadShape, OneOf, Time, TopicHeadShape
from proxlb_ui.entrypoints.web.plan.shapes import (
    PlanBalanceShape,
    PlanMoveShape,
    PlanNodeShape,
    PlanStayShape,
    PlanWarningShape,
)
from proxlb_ui.entrypoints.web.service.shapes import ActionTaskShape
from proxlb_ui.entrypoints.web.settings.shapes import SettingsViewShape

_Source = Annotated[str, OneOf("settings", "schedule", "ha")]


class ShareShape(TypedDict):
    """One resource of a node: cores for CPU, bytes for memory and disk."""

    used: float | None
    assigned: float | None
    total: float | None
    used_percent: float | None
    assigned_percent: float | None


class NodeGuestsShape(TypedDict):
    """How many guests a node has."""

    vm: int
    ct: int
    running: int


class PressureShape(TypedDict):
    """How long tasks waited in the last hour, in percent."""

    some_percent: float
    full_percent: float


class WindowShape(TypedDict):
    """The window that is open or comes next."""

    open: bool
    empties_at: Time
    begins_at: Time
    ends_at: Time


class NodeScheduleShape(TypedDict):
    """The weekly windows of one node."""

    entries: list[str]
    skipped: list[str]
    duration_hours: int
    pre_migration_minutes: int
    window: WindowShape | None


class NodeShape(TypedDict):
    """One row of the topic nodes."""

    name: str
    status: Annotated[str, OneOf(NodeStatus)]
    version: str | None
    uptime_seconds: float | None
    ha_state: str | None
    cpu: ShareShape
    memory: ShareShape
    disk: ShareShape
    reserved_memory_bytes: float
    guests: NodeGuestsShape
    pressure: dict[str, PressureShape]
    maintenance: list[_Source]
    ignored: bool
    schedule: NodeScheduleShape | None


class NodesShape(TopicHeadShape):
    """The list of nodes."""

    items: list[NodeShape]


class LeavingShape(PlanMoveShape):
    """A guest that moves, and what may keep Proxmox from it."""

    ha: bool
    notes: list[str]


class StayingShape(PlanStayShape):
    """A guest that stays, and what to do about it."""

    running: bool
    remedy: str


class EvacuationShape(HeadShape):
    """What the next run does once the node is in maintenance, or back."""

    node: str
    enabled: bool
    summary: str
    etag: str
    leaves: list[LeavingShape]
    stays: list[StayingShape]
    others: list[LeavingShape]
    nodes: list[PlanNodeShape]
    warnings: list[PlanWarningShape]
    assumptions: list[str]
    still: list[_Source]
    method: Annotated[str, OneOf(Method)]
    mode: Annotated[str, OneOf(Mode)]
    balance: PlanBalanceShape


class AppliedShape(TypedDict):
    """What was asked of the service after the save."""

    action: Annotated[str, OneOf(ServiceAction)] | None
    task: ActionTaskShape | None
    message: str
    hint: str


class SwitchedShape(SettingsViewShape):
    """The settings as saved, and what was asked of the service."""

    applied: AppliedShape


class SwitchBodyShape(TypedDict):
    """A node put on a list of the settings, or taken off."""

    enabled: bool
    apply: Annotated[str, OneOf(Apply)]


class ScheduleBodyShape(TypedDict):
    """The weekly windows of a node; what is left out stays as it is."""

    schedules: list[str]
    duration_hours: NotRequired[int | None]
    pre_migration_minutes: NotRequired[int | None]
    apply: Annotated[str, OneOf(Apply)]
