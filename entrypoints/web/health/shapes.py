"""What is said of the cockpit's own health."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.background import TaskState
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, TopicHeadShape


class SetupItemShape(TypedDict):
    """One thing the cockpit looked for; fix is text to copy."""

    id: str
    title: str
    state: Annotated[str, OneOf("ok", "warning", "failed", "skipped")]
    looked_for: str
    message: str
    hint: str
    fix: str


class SetupShape(TopicHeadShape):
    """All of them."""

    items: list[SetupItemShape]


class AliveShape(TypedDict):
    """The process answers."""

    status: Annotated[str, OneOf("ok")]


class TaskShape(TypedDict):
    """One background task; the error, which may be long over, quotes nothing of what the cockpit knows."""

    state: Annotated[str, OneOf(TaskState)]
    restart_in_seconds: float | None
    restarts: int
    error: str


class ReadyShape(TypedDict):
    """How the background tasks are; loops is the short form."""

    status: Annotated[str, OneOf("ready", "degraded")]
    loops: dict[str, Annotated[str, OneOf("ok", "restarting", "failed")]]
    tasks: dict[str, TaskShape]
