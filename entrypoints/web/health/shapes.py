"""What is said of the cockpit's own health."""

from typing import Annotated, TypedDict

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


class ReadyShape(TypedDict):
    """How the background loops are."""

    status: Annotated[str, OneOf("ready", "degraded")]
    loops: dict[str, str]
