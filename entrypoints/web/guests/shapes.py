"""What guests look like."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.tags import TagKind
from proxlb_ui.domain.planner.expected import Would
from proxlb_ui.domain.use_cases.cluster.filter_guests import GuestRule
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, Time, TopicHeadShape


class TagShape(TypedDict):
    """A tag, and what it means to ProxLB."""

    text: str
    kind: Annotated[str, OneOf(TagKind)]
    value: str
    color: str | None


class WhyShape(TypedDict):
    """What the next run would do with the guest."""

    would: Annotated[str, OneOf(Would)]
    reason: str
    sentence: str
    target: str | None


class GuestShape(TypedDict):
    """One row of the topic guests."""

    vmid: int
    name: str
    type: Annotated[str, OneOf(GuestKind)]
    status: str
    node: str
    cpu_percent: float | None
    cpu_cores: float | None
    memory_bytes: float | None
    memory_total_bytes: float | None
    memory_percent: float | None
    disk_bytes: float | None
    disk_total_bytes: float | None
    disk_percent: float | None
    started_at: Time | None
    pool: str | None
    ha_state: str | None
    lock: str | None
    template: bool
    tags: list[TagShape]
    ignored: bool
    ignored_by: str | None
    pinned_to: list[str]
    pin_strict: bool
    rules: list[Annotated[str, OneOf(GuestRule)]]
    score: float | None
    why: WhyShape | None


class GuestsShape(TopicHeadShape):
    """A list of guests."""

    items: list[GuestShape]
