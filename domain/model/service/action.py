"""One action on the service, from the request to its observed effect."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.model.service.service import ServiceAction


class ActionState(StrEnum):
    """How far the action got."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ActionTask:
    """What was asked, when, and what came of it."""

    id: str
    action: ServiceAction
    state: ActionState
    started_at: datetime
    ended_at: datetime | None = None
    message: str = ""
    hint: str = ""
