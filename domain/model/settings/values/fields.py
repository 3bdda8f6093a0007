"""ProxLB's settings as fields of a form: kind, default, bounds and a sentence for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.values.help import BOUNDS, HELP, PRESSURE_HELP, UNITS
from proxlb_ui.domain.model.settings.values.schema import fields_of, map_of, model_in
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.model.settings.values.versions import since
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

_KINDS: dict[Any, str] = {bool: "switch", int: "integer", float: "number", str: "text", SecretStr: "secret"}


@dataclass(frozen=True, slots=True)
class SettingsField:
    """One key; in its path * stands for a name of the user's choice."""

    path: Path
    kind: str
    default: Any
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    help: str = ""
    since: str | None = None


def settings_fields() -> tuple[SettingsField, ...]:
    """Every key of every section, in their usual order."""
    return tuple(_fields(Settings, ()))


def _fields(model: type[BaseModel], path: Path) -> Iterator[SettingsField]:
    for name, field in fields_of(model):
        here = (*path, name)
        inner = model_in(field.annotation)
        if inner is not None:
            yield from _fields(inner, here)
            continue
        yield _field(here, field)
        below = model_in(map_of(field.annotation))
        if below is not None:
            yield from _fields(below, (*here, "*"))


def _field(path: Path, field: FieldInfo) -> SettingsField:
    name = ".".join(path)
    kind, choices = _kind(field.annotation)
    minimum, maximum = BOUNDS.get(name, (None, None))
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    pressure = PRESSURE_HELP.get(path[-1], "")
    unit, sentence = UNITS.get(name, "%" if pressure else ""), HELP.get(name, pressure)
    return SettingsField(path, kind, default, choices, minimum, maximum, unit, sentence, since(path))


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]]:
    """The kind of input, and what it may be chosen from."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _kind(next(each for each in inner if each is not type(None)))
    if origin is Literal:
        return "choice", tuple(map(str, inner))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "choice", tuple(member.value for member in annotation)
    if origin is list:
        return "list", _kind(inner[0])[1]
    return ("map", ()) if origin is dict else (_KINDS[annotation], ())
