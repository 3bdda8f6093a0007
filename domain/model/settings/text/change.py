"""Changes to the settings as values: what a map becomes, and when two values mean the same to ProxLB."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from proxlb_ui.domain.errors import Invalid

Path = tuple[str, ...]


class _Removed(Enum):
    REMOVED = "removed"


REMOVED: Final = _Removed.REMOVED


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What one path holds from now on; REMOVED takes the key away."""

    path: Path
    value: Any


def changed(values: Mapping[str, Any], changes: Iterable[SettingsChange]) -> dict[str, Any]:
    """A copy with the changes made, in order; raises Invalid where a path leads through something that is no map."""
    result: dict[str, Any] = copied(values)
    for change in changes:
        _change(result, change)
    return result


def copied(value: Any) -> Any:
    """A deep copy in which what was shared through an alias is shared no more."""
    if isinstance(value, Mapping):
        return {key: copied(each) for key, each in value.items()}
    if isinstance(value, list):
        return [copied(each) for each in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Equal in kind as well as in value: true is not 1, and 1 is not 1.0; the order of keys means nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return len(one) == len(other) and all(key in other and same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    # Not a number equals nothing, not even itself, but is the same setting.
    return type(one) is type(other) and (one == other or (one != one and other != other))


def merge_changes(patch: Mapping[str, Any], path: Path) -> list[SettingsChange]:
    """The changes of a JSON merge patch of what is at the path: null removes, maps go deeper."""
    found: list[SettingsChange] = []
    for key, value in patch.items():
        if value is None:
            found.append(SettingsChange((*path, key), REMOVED))
        elif isinstance(value, Mapping) and value:
            found += merge_changes(value, (*path, key))
        else:
            found.append(SettingsChange((*path, key), value))
    return found


def _change(values: dict[str, Any], change: SettingsChange) -> None:
    *parents, last = change.path
    for depth, key in enumerate(parents):
        below = values.get(key)
        if below is None:
            if change.value is REMOVED:
                return
            below = values[key] = {}
        if not isinstance(below, dict):
            raise Invalid(
                f"{'.'.join(change.path[: depth + 1])} is no map, so {'.'.join(change.path)} cannot be set.",
                "Correct it in the text first.",
            )
        values = below
    if change.value is REMOVED:
        values.pop(last, None)
    else:
        values[last] = copied(change.value)
