"""What rules and conflicts look like."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind
from proxlb_ui.domain.model.rules.rule import Followed, RuleKind, RuleSource, RuleState
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, TopicHeadShape


class RuledNodeShape(TypedDict):
    """A node; note says why it is not usable."""

    name: str
    usable: bool
    note: str


class RuledGuestShape(TypedDict):
    """A guest that rules or conflicts name."""

    name: str
    type: Annotated[str, OneOf(GuestKind)]
    node: str
    status: str
    seen: bool


class RuleShape(TypedDict):
    """One rule, whether it holds, and what ProxLB makes of it."""

    id: str
    kind: Annotated[str, OneOf(RuleKind)]
    origin: Annotated[str, OneOf(RuleSource)]
    name: str
    comment: str
    members: list[int]
    nodes: list[str]
    strict: bool
    state: Annotated[str, OneOf(RuleState)]
    sentence: str
    breaking_nodes: list[str]
    breaking_guests: list[int]
    followed: Annotated[str, OneOf(Followed)]
    notes: list[str]


class ConflictShape(TypedDict):
    """What cannot hold together, and the way out."""

    id: str
    kind: Annotated[str, OneOf(ConflictKind)]
    severity: Annotated[str, OneOf("warning", "serious")]
    title: str
    cause: str
    remedy: str
    guests: list[int]
    rules: list[str]
    commands: list[str]


class RuleBookShape(TypedDict):
    """The topic rules."""

    nodes: list[RuledNodeShape]
    guests: dict[str, RuledGuestShape]
    rules: list[RuleShape]
    conflicts: list[ConflictShape]
    unread: list[Annotated[str, OneOf(RuleSource)]]


class RulesAnswerShape(TopicHeadShape, RuleBookShape):
    """The whole answer."""
