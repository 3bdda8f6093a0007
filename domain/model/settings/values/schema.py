"""What ProxLB knows at each place of its settings: the keys, and the model of what a key holds."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.values.setting import Setting, setting_on
from proxlb_ui.domain.model.settings.values.settings import (
    Balancing,
    ProxmoxApi,
    ProxmoxCluster,
    Service,
    Settings,
    Solver,
)
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo


def known_keys(path: Path = ()) -> tuple[str, ...] | None:
    """The keys ProxLB reads below a path, in their usual order; None where names are free or nothing is below."""
    holder = _at(path)
    return tuple(key for key, _ in fields_of(holder)) if holder is not None else None


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of one section under the names that the file has."""
    for name, field in model.model_fields.items():
        yield field.alias or name, field


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The section that a type holds, if it holds one."""
    if get_origin(annotation) in (Union, UnionType):
        return next((found for each in get_args(annotation) if (found := model_in(each)) is not None), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def map_of(annotation: Any) -> Any:
    """What the values of a map are; None for anything that is no map."""
    for each in get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,):
        if get_origin(each) is dict:
            return get_args(each)[1]
    return None


def setting_at(path: Path) -> Setting | None:
    """What is declared about the key at a path; None where nothing is."""
    holder = _at(path[:-1])
    field = next((field for name, field in fields_of(holder) if name == path[-1]), None) if holder else None
    return setting_on(field) if field else None


def value_in(section: BaseModel | None, path: Path) -> Any:
    """What a section holds at a path below it; None where it has nothing there."""
    found: Any = section
    for key in path:
        names = {each.alias or name: name for name, each in type(found).model_fields.items()} if found else {}
        found = getattr(found, names[key]) if key in names else None
    return found


def _at(path: Path) -> type[BaseModel] | None:
    annotation: Any = Settings
    for key in path:
        holder = model_in(annotation)
        if holder is not None:
            annotation = next((field.annotation for name, field in fields_of(holder) if name == key), None)
        else:
            annotation = map_of(annotation)
        if annotation is None:
            return None
    return model_in(annotation)


def paths_in(values: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every key."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield (*path, str(key))
            yield from paths_in(value, (*path, str(key)))


@dataclass(frozen=True, slots=True)
class SoundSections:
    """The sections that ProxLB would accept; the others are None."""

    proxmox_api: ProxmoxApi | None = None
    proxmox_cluster: ProxmoxCluster | None = None
    balancing: Balancing | None = None
    service: Service | None = None
    solver: Solver | None = None


def sound_sections(values: Mapping[str, Any]) -> SoundSections:
    """Each section judged by itself, so that a slip in one hides nothing in the others."""
    sections: dict[str, Any] = {}
    for name, field in fields_of(Settings):
        model = model_in(field.annotation)
        if model is not None and (name in values or not field.is_required()):
            with suppress(ValidationError):
                sections[name] = model.model_validate(values.get(name, {}))
    return SoundSections(**sections)
