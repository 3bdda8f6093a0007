"""Reading a what-if from what a program or a page sent; strict, so that a slip never looks like an answer."""

import re
from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.values.balancing import Balancing, balancing_from
from proxlb_ui.domain.model.settings.values.fields import FieldKind, SettingsField, balancing_fields
from proxlb_ui.domain.planner.what_if import NodeWish, TagChange, WhatIf

_PARTS = ("settings", "tags", "nodes", "pins")
# As Proxmox takes them.
_TAG = re.compile(r"[a-z0-9_][a-z0-9_\-+.]{0,127}", re.IGNORECASE)


def read_what_if(request: Any, balancing: Balancing) -> WhatIf:
    """The what-if over these settings; raises Invalid naming the field that cannot be used."""
    parts = _mapping(request, "The request")
    for name in parts:
        if name not in _PARTS:
            raise Invalid(f"{name}: there is no such part of a plan.", f"Use {', '.join(_PARTS)}.")
    return WhatIf(
        balancing=_balancing(_part(parts, "settings"), balancing),
        tags={_vmid(key, "tags"): _tags(key, value) for key, value in _part(parts, "tags").items()},
        nodes={name: _wish(name, value) for name, value in _part(parts, "nodes").items()},
        pins={_vmid(key, "pins"): _names(value, f"pins.{key}") for key, value in _part(parts, "pins").items()},
    )


def _part(parts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return _mapping(parts.get(name, {}), name)


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{name}: an object is needed.", 'For example {"settings": {"balanciness": 5}}.')
    return value


def _balancing(wanted: Mapping[str, Any], balancing: Balancing) -> Balancing | None:
    if not wanted:
        return None
    # ProxLB takes a limit of psi that is absent, and refuses one that is null: what the file leaves out stays out.
    values = balancing.model_dump(exclude_unset=True)
    fields = {field.key: field for field in balancing_fields()}
    for name, value in wanted.items():
        field = fields.get(name)
        if field is None:
            raise Invalid(f"settings.{name}: ProxLB's balancing section has no such key.", "See GET /balancing.")
        if value is None:
            values.pop(name, None)
        else:
            values[name] = _checked(field, value)
    return balancing_from(values, "settings")


def _checked(field: SettingsField, value: Any) -> Any:
    """The value, unless ProxLB would take it and do something senseless."""
    place = f"settings.{field.key}"
    if field.kind is FieldKind.INTEGER and (isinstance(value, bool) or not isinstance(value, int)):
        raise Invalid(f"{place}: a whole number is needed.", _range(field))
    if field.kind is FieldKind.SWITCH and not isinstance(value, bool):
        raise Invalid(f"{place}: true or false is needed.", field.declared.help)
    _check_range(field, value, place)
    return value


def _check_range(field: SettingsField, value: Any, place: str) -> None:
    """Numbers within the sensible bounds, those inside a table included."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            _check_range(field, each, f"{place}.{name}")
    if isinstance(value, int | float) and not isinstance(value, bool) and not field.declared.holds(value):
        raise Invalid(f"{place}: {value} is out of range.", _range(field))


def _range(field: SettingsField) -> str:
    return f"Use {field.declared.range}." if field.declared.range else field.declared.help


def _vmid(text: str, part: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid(f"{part}.{text}: that is no VMID.", "Use the number of a guest.")
    return int(text)


def _tags(key: str, value: Any) -> TagChange:
    place = f"tags.{key}"
    change = _mapping(value, place)
    if unknown := set(change) - {"add", "remove"}:
        raise Invalid(f"{place}.{min(unknown)}: there is no such change.", "Use add and remove.")
    add, remove = (_names(change.get(name, []), f"{place}.{name}") for name in ("add", "remove"))
    for tag in add:
        if not _TAG.fullmatch(tag):
            raise Invalid(f"{place}.add: {tag!r} is no tag.", "Tags hold letters, digits and _ - + . only.")
        if tag in remove:
            raise Invalid(f"{place}: {tag!r} is both added and removed.", "Leave it out of one of them.")
    return TagChange(add, remove)


def _wish(name: str, value: Any) -> NodeWish:
    if value not in list(NodeWish):
        raise Invalid(f"nodes.{name}: a node cannot be {value!r}.", f"Use {', '.join(NodeWish)}.")
    return NodeWish(value)


def _names(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Invalid(f"{place}: a list of texts is needed.", 'For example ["pve1"].')
    return tuple(dict.fromkeys(value))
