"""What JSON looks like: declared as typed dictionaries, told as forms to walk through and as JSON Schema.

A typed dictionary whose name ends in Shape is an object. Its fields are annotated with str, int, float, bool, Any,
list, dict by name, another shape, or one of these or None; OneOf and Time say more about a text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict


@dataclass(frozen=True, slots=True)
class OneOf:
    """The words a text may be."""

    words: tuple[str, ...]

    def __init__(self, *words: str | type[StrEnum]) -> None:
        told = (list(word) if isinstance(word, type) else [word] for word in words)
        object.__setattr__(self, "words", tuple(str(each) for words in told for each in words))


@dataclass(frozen=True, slots=True)
class Moment:
    """A text that is a time: ISO 8601 in UTC."""


Time = Annotated[str, Moment()]


class FormKind(StrEnum):
    """The kinds of JSON values."""

    TEXT = "text"
    TIME = "time"
    WORD = "word"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "flag"
    ANY = "any"
    LIST = "list"
    MAP = "map"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Form:
    """One value: a word is one of words, lists and maps have items of one form, an object has the fields of a shape."""

    kind: FormKind
    nullable: bool = False
    words: tuple[str, ...] = ()
    item: "Form | None" = None
    shape: type | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of an object."""

    form: Form
    required: bool


class ErrorBodyShape(TypedDict):
    """What went wrong; the fields after id are there for some codes."""

    code: str
    message: str
    hint: str
    id: str
    etag: NotRequired[str]
    diff: NotRequired[list[dict[str, Any]]]
    problems: NotRequired[list[dict[str, Any]]]


class HeadShape(TypedDict):
    """How old an answer is."""

    as_of: Time
    age_seconds: float


class TopicHeadShape(HeadShape):
    """The same for a published topic: seq is the number of the last delta it contains."""

    seq: int


_SIMPLE = {
    str: FormKind.TEXT,
    int: FormKind.WHOLE,
    float: FormKind.NUMBER,
    bool: FormKind.FLAG,
    Any: FormKind.ANY,
}
_TYPES = {
    FormKind.TEXT: "string",
    FormKind.TIME: "string",
    FormKind.WORD: "string",
    FormKind.WHOLE: "integer",
    FormKind.NUMBER: "number",
    FormKind.FLAG: "boolean",
    FormKind.LIST: "array",
    FormKind.MAP: "object",
}


def name_of(shape: type) -> str:
    """The name by which a shape is known outside."""
    return shape.__name__.removesuffix("Shape")


def fields_of(shape: type) -> Mapping[str, FormField]:
    """The fields of an object in the order of their declaration."""
    hints = get_type_hints(shape, include_extras=True)
    required: frozenset[str] = shape.__required_keys__  # type: ignore[attr-defined]
    return {name: FormField(form_of(hint), name in required) for name, hint in hints.items()}


def form_of(annotation: Any) -> Form:
    """The form an annotation means."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is NotRequired:
        return form_of(inner[0])
    if origin is Annotated:
        return _annotated(form_of(inner[0]), inner[1])
    if origin in (Union, UnionType):
        return _optional(inner)
    if origin is list:
        return Form(FormKind.LIST, item=form_of(inner[0]))
    if origin is dict:
        return Form(FormKind.MAP, item=form_of(inner[1]))
    if is_typeddict(annotation):
        return Form(FormKind.OBJECT, shape=annotation)
    return Form(_SIMPLE[annotation])


def shapes_in(shapes: Iterable[type]) -> list[type]:
    """These and all they are made of, each once; what is part of another comes before it."""
    found: dict[type, None] = {}
    for shape in shapes:
        for each in fields_of(shape).values():
            form: Form | None = each.form
            while form is not None:
                if form.shape is not None:
                    found.update(dict.fromkeys(shapes_in([form.shape])))
                form = form.item
        found[shape] = None
    return list(found)


def schema_of(form: Form) -> dict[str, Any]:
    """The form as JSON Schema; objects are references to components."""
    if form.kind is FormKind.OBJECT and form.shape is not None:
        reference = {"$ref": f"#/components/schemas/{name_of(form.shape)}"}
        return {"anyOf": [reference, {"type": "null"}]} if form.nullable else reference
    if form.kind is FormKind.ANY:
        return {}
    name = _TYPES[form.kind]
    schema: dict[str, Any] = {"type": [name, "null"] if form.nullable else name}
    if form.words:
        schema["enum"] = [*form.words, *([None] if form.nullable else [])]
    if form.kind is FormKind.TIME:
        schema["format"] = "date-time"
    if form.item is not None:
        schema["items" if form.kind is FormKind.LIST else "additionalProperties"] = schema_of(form.item)
    return schema


def object_schema(shape: type) -> dict[str, Any]:
    """An object as JSON Schema, for the components."""
    fields = fields_of(shape)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: schema_of(each.form) for name, each in fields.items()},
    }
    if needed := [name for name, each in fields.items() if each.required]:
        schema["required"] = needed
    return schema


def _annotated(form: Form, note: object) -> Form:
    if isinstance(note, OneOf):
        return replace(form, kind=FormKind.WORD, words=note.words)
    return replace(form, kind=FormKind.TIME) if isinstance(note, Moment) else form


def _optional(members: tuple[Any, ...]) -> Form:
    present = [member for member in members if member is not NoneType]
    if len(present) != 1:
        raise TypeError(f"{members}: only a choice between one form and null can be told")
    return replace(form_of(present[0]), nullable=len(members) > 1)
