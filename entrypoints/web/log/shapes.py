"""What log lines look like."""

from typing import Annotated, TypedDict

from proxlb_ui.domain.model.log.lines import LineKind, LogLevel
from proxlb_ui.entrypoints.web.kit.shapes import HeadShape, OneOf, Time


class LogLineShape(TypedDict):
    """One line."""

    cursor: str
    time: Time
    level: Annotated[str, OneOf(LogLevel)]
    kind: Annotated[str, OneOf(LineKind)]
    text: str


class LogPageShape(HeadShape):
    """Lines, oldest first."""

    items: list[LogLineShape]
    more: bool
    gap: bool
