"""What migrations look like."""

from typing import Annotated, NotRequired, TypedDict

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.origin import OriginKind
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, Time, TopicHeadShape


class MigrationRunShape(TypedDict):
    """What a migration belongs to: a run started here has an id, one of the service a start, else there is a user."""

    by: Annotated[str, OneOf(OriginKind)]
    id: NotRequired[str]
    started_at: NotRequired[Time | None]
    user: NotRequired[str]


class MigrationShape(TypedDict):
    """One row of the topic migrations."""

    id: str
    vmid: int
    guest: str
    type: Annotated[str, OneOf(GuestKind)]
    source: str
    target: str | None
    started_at: Time
    ended_at: Time | None
    state: Annotated[str, OneOf(TaskState)]
    reason: str
    ha: bool
    user: str
    progress_percent: int | None
    run: MigrationRunShape


class MigrationsShape(TopicHeadShape):
    """A list of migrations; note is there in answer to a query."""

    items: list[MigrationShape]
    note: NotRequired[str]


class TaskLogShape(TypedDict):
    """Lines of Proxmox' own log of a migration, and where the next ones begin."""

    lines: list[str]
    next: int
