"""What the service and actions on it look like."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.model.service.action import ActionState
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, Time, TopicHeadShape


class ScheduleShape(TypedDict):
    """When ProxLB last ran and runs next."""

    last_run_ended_at: Time | None
    next_run_at: Time | None
    running: bool | None
    run_started_at: Time | None
    last_result: Annotated[str, OneOf("ok", "failures")] | None


class ActionTaskShape(TypedDict):
    """One action, as far as it got."""

    id: str
    action: Annotated[str, OneOf(ServiceAction)]
    state: Annotated[str, OneOf(ActionState)]
    started_at: Time
    ended_at: Time | None
    message: str
    hint: str


class ActionOfferShape(TypedDict):
    """Whether an action is possible now."""

    action: Annotated[str, OneOf(ServiceAction)]
    allowed: bool
    reason: str


class DetailShape(TypedDict):
    """One of the runtime's own facts."""

    name: str
    value: str


class CapabilityShape(TypedDict):
    """Whether the way to the runtime allows something."""

    name: Annotated[str, OneOf(Capability)]
    allowed: bool
    reason: str


class ServiceShape(TypedDict):
    """The topic service."""

    runtime: Annotated[str, OneOf("process", "docker", "systemd", "none")]
    state: Annotated[str, OneOf(ServiceState)]
    since: Time | None
    version: str | None
    pid: int | None
    exit_code: int | None
    message: str
    hint: str
    last_lines: list[str]
    actions: list[ActionOfferShape]
    details: list[DetailShape]
    capabilities: list[CapabilityShape]
    schedule: ScheduleShape
    task: ActionTaskShape | None


class ServiceAnswerShape(TopicHeadShape, ServiceShape):
    """The whole answer."""


class TaskAnswerShape(TypedDict):
    """One action on the service."""

    task: ActionTaskShape
