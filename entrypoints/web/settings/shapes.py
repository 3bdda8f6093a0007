"""What the settings file, its problems and its backups look like."""

from typing import Annotated, Any, NotRequired, TypedDict

from proxlb_ui.domain.model.settings.findings.problem import Severity
from proxlb_ui.domain.model.settings.values.fields import FieldKind
from proxlb_ui.entrypoints.web.kit.shapes import OneOf, Time, TopicHeadShape


class ProblemShape(TypedDict):
    """One thing to say about the settings."""

    severity: Annotated[str, OneOf(Severity)]
    code: str
    path: list[str]
    line: int | None
    column: int | None
    message: str
    hint: str
    suggestion: str | None


class DiffLineShape(TypedDict):
    """One line of a difference, with its numbers in the old and in the new text."""

    kind: Annotated[str, OneOf("same", "removed", "added", "gap")]
    old: int | None
    new: int | None
    text: str


class WritableShape(TypedDict):
    """Whether the file can be changed here."""

    allowed: bool
    reason: str


class SettingsFieldShape(TypedDict):
    """One key of the file; * in its path stands for a name of the user's choice."""

    path: list[str]
    title: str
    type: Annotated[str, OneOf(FieldKind)]
    default: Any
    choices: list[str]
    minimum: float | None
    maximum: float | None
    unit: str
    help: str
    since: str | None


class SavedShape(TypedDict):
    """What became of a save."""

    changed: bool
    backup: str | None
    in_place: bool
    notes: list[str]
    diff: list[DiffLineShape]


class SettingsViewShape(TypedDict):
    """The file as values; saved is there after a change."""

    path: str
    etag: str
    writable: WritableShape
    values: dict[str, Any] | None
    fields: list[SettingsFieldShape]
    problems: list[ProblemShape]
    accepted: bool
    saved: NotRequired[SavedShape]


class SettingsTextShape(TypedDict):
    """The file as text."""

    path: str
    etag: str
    text: str
    problems: list[ProblemShape]
    accepted: bool


class SettingsPreviewShape(TypedDict):
    """What saving would do."""

    accepted: bool
    stale: bool
    changed: bool
    etag: str
    problems: list[ProblemShape]
    diff: list[DiffLineShape]
    notes: list[str]
    text: str | None
    values: dict[str, Any] | None


class BackupRowShape(TypedDict):
    """One earlier version in the list."""

    id: str
    saved_at: Time
    size_bytes: int
    etag: str


class BackupsShape(TopicHeadShape):
    """The earlier versions, newest first."""

    items: list[BackupRowShape]


class BackupShape(BackupRowShape):
    """One earlier version; diff leads from the present file to it."""

    text: str
    problems: list[ProblemShape]
    accepted: bool
    diff: list[DiffLineShape]


class SettingsTopicShape(TypedDict):
    """The topic settings: another etag than that of a page's form means that somebody else saved."""

    path: str | None
    etag: str | None
    readable: bool
    message: str


class ChangeShape(TypedDict):
    """One change: a value, or remove."""

    path: list[str]
    value: NotRequired[Any]
    remove: NotRequired[bool]


class ChangesBodyShape(TypedDict):
    """Some values to change."""

    changes: list[ChangeShape]


class TextBodyShape(TypedDict):
    """A whole text, and changes to make in it."""

    text: str
    changes: NotRequired[list[ChangeShape]]


class CheckBodyShape(TypedDict):
    """What would be saved; etag asks whether the file is still that one."""

    text: NotRequired[str]
    changes: NotRequired[list[ChangeShape]]
    etag: NotRequired[str | None]


class BalancingBodyShape(TypedDict):
    """A JSON merge patch of the section: any of its keys; null removes one."""
