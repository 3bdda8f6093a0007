"""What ProxLB knows at each place of its settings: the keys, and the model of what a key holds."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.model.settings import Settings
from domain.model.settings_change import Path


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


def map_of(annotation: Any) -> Any | None:
    """What the values of a map are; None for anything that is no map."""
    if get_origin(annotation) in (Union, UnionType):
        return next((found for each in get_args(annotation) if (found := map_of(each)) is not None), None)
    return get_args(annotation)[1] if get_origin(annotation) is dict else None


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
