"""ProxLB's settings as fields of a form: everything that is declared on each, with the kind of its value."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.values.schema import fields_of, map_of, model_in
from proxlb_ui.domain.model.settings.values.setting import Setting, setting_on
from proxlb_ui.domain.model.settings.values.settings import Settings
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo


class FieldKind(StrEnum):
    """What sort of value a key takes; a section is a part of the file that means something only as a whole."""

    SWITCH = "switch"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - a kind of input
    CHOICE = "choice"
    LIST = "list"
    MAP = "map"
    SECTION = "section"


_KINDS: dict[Any, FieldKind] = {
    bool: FieldKind.SWITCH,
    int: FieldKind.INTEGER,
    float: FieldKind.NUMBER,
    str: FieldKind.TEXT,
    SecretStr: FieldKind.SECRET,
}


@dataclass(frozen=True, slots=True)
class SettingsField:
    """One key; in its path * stands for a name of the user's choice. since is that of its section if it has none."""

    path: Path
    kind: FieldKind
    declared: Setting
    default: Any
    choices: tuple[str, ...] = ()
    since: str | None = None

    @property
    def key(self) -> str:
        """The last part of the path."""
        return self.path[-1]

    @property
    def optional(self) -> bool:
        """True when the key may have no value at all."""
        return self.default is None


@cache
def settings_fields() -> tuple[SettingsField, ...]:
    """Every key of every section, in the order of ProxLB's example file."""
    return tuple(_fields(Settings, (), None))


@cache
def balancing_fields() -> tuple[SettingsField, ...]:
    """The keys that stand directly in the section balancing."""
    return tuple(field for field in settings_fields() if field.path[0] == "balancing" and len(field.path) == 2)


def _fields(model: type[BaseModel], path: Path, since: str | None) -> Iterator[SettingsField]:
    for name, field in fields_of(model):
        here, declared = (*path, name), setting_on(field)
        known_since = (declared.since if declared else None) or since
        inner = model_in(field.annotation)
        # A section that may be absent is a setting of its own; any other is only the place of its keys.
        if declared is not None and (inner is None or field.default is None):
            yield _field(here, field, declared, known_since)
        below = inner or model_in(map_of(field.annotation))
        if below is not None:
            yield from _fields(below, here if inner is not None else (*here, "*"), known_since)


def _field(path: Path, field: FieldInfo, declared: Setting, since: str | None) -> SettingsField:
    kind, choices = _kind(field.annotation)
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return SettingsField(path, kind, declared, default, choices, since)


def _kind(annotation: Any) -> tuple[FieldKind, tuple[str, ...]]:
    """The kind of input, and what it may be chosen from."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _kind(next(each for each in inner if each is not type(None)))
    if origin is Literal:
        return FieldKind.CHOICE, tuple(map(str, inner))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return FieldKind.SECTION, ()
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return FieldKind.CHOICE, tuple(member.value for member in annotation)
    if origin is list:
        return FieldKind.LIST, _kind(inner[0])[1]
    return (FieldKind.MAP, ()) if origin is dict else (_KINDS[annotation], ())
