"""Editing the text of the settings: whatever is asked, the result reads back as the wanted values or is refused."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

import yaml
from proxlb_ui.adapters.yaml_settings.text import splices
from proxlb_ui.adapters.yaml_settings.text.document import NotYaml, values_in
from proxlb_ui.adapters.yaml_settings.text.marks import ALIAS, MarkedText, Pair, find, is_absent
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import REMOVED, Path, SettingsChange, changed, same
from proxlb_ui.domain.model.settings.text.flow_style import settings_text
from proxlb_ui.domain.model.settings.values.schema import known_keys

_AS_TEXT = "Change it in the text of the file instead."


def edited(text: str, changes: Iterable[SettingsChange]) -> str:
    """The text with the changes made where they belong and everything else left as it is."""
    values = values_in(text)
    for change in changes:
        wanted = changed(values, [change])
        text = _checked(text, change, values, wanted)
        values = wanted
    return text


def _checked(text: str, change: SettingsChange, values: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    name = ".".join(change.path)
    try:
        new = _drop(text, change.path) if change.value is REMOVED else _put(text, change.path, change.value, values)
        found = values_in(new)
    except (NotYaml, yaml.YAMLError, ValueError, IndexError) as exc:
        raise Invalid(f"{name} cannot be changed without rewriting what is around it.", _AS_TEXT) from exc
    except Invalid as exc:
        raise Invalid(f"{name} cannot be changed: {exc.message}", exc.hint or _AS_TEXT) from exc
    if not same(found, wanted):
        hint = f"It is written in a way, such as with an anchor, that other settings share. {_AS_TEXT}"
        raise Invalid(f"{name} cannot be changed without changing something else.", hint)
    return new


def _put(text: str, path: Path, value: Any, values: Mapping[str, Any]) -> str:
    marked = MarkedText(text)
    mapping, pair, rest = _reach(marked, path)
    if pair is None:
        where = path[: len(path) - len(rest)]
        return splices.add_pair(marked, mapping, rest[0], _nested(rest[1:], value), known_keys(where) or ())
    before, wanted = _value_at(values, path[: len(path) - len(rest)]), _nested(rest, value)
    if same(before, wanted):
        return text
    if isinstance(wanted, dict) and wanted and isinstance(pair[1], yaml.MappingNode) and pair[1].value:
        return _put_map(text, path, wanted, values)
    if isinstance(wanted, list) and wanted and isinstance(pair[1], yaml.SequenceNode) and pair[1].value:
        return _put_list(text, path, before, wanted)
    return splices.replace_value(marked, mapping, pair, wanted)


def _put_map(text: str, path: Path, wanted: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    for key, value in wanted.items():
        text = _put(text, (*path, key), value, values)
    for key in _value_at(values, path):
        if key not in wanted:
            text = _drop(text, (*path, key))
    return text


def _put_list(text: str, path: Path, before: list[Any], wanted: list[Any]) -> str:
    """Item by item from the end, so that the places of earlier items stay what they are."""
    matcher = SequenceMatcher(None, [*map(settings_text, before)], [*map(settings_text, wanted)], autojunk=False)
    for _, first, last, new_first, new_last in reversed(matcher.get_opcodes()):
        if settings_text(before[first:last]) == settings_text(wanted[new_first:new_last]):
            continue
        paired = min(last - first, new_last - new_first)
        for index in reversed(range(first + paired, last)):
            text = splices.remove_item(*_list_at(text, path), index)
        for index in reversed(range(new_first + paired, new_last)):
            text = splices.insert_item(*_list_at(text, path), first + paired, wanted[index])
        for offset in range(paired):
            text = splices.replace_item(*_list_at(text, path), first + offset, wanted[new_first + offset])
    return text


def _drop(text: str, path: Path) -> str:
    while True:
        marked = MarkedText(text)
        mapping, pair, rest = _reach(marked, path)
        if pair is None or rest:
            return text
        if not mapping.flow_style and len(mapping.value) == 1:
            if len(path) == 1:
                raise Invalid("it is the only section of the file.")
            return _put_empty(text, path[:-1])
        text = splices.remove_pair(marked, mapping, pair)


def _put_empty(text: str, path: Path) -> str:
    marked = MarkedText(text)
    mapping, pair, _ = _reach(marked, path)
    assert pair is not None  # noqa: S101 - the key just looked at is below it
    return splices.replace_value(marked, mapping, pair, {})


def _reach(marked: MarkedText, path: Path) -> tuple[yaml.MappingNode, Pair | None, Path]:
    """The deepest map on the way, the pair in it if there is one, and what of the path is not written yet."""
    node = marked.root
    for depth, key in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise Invalid("the file holds no sections.")
        pair = find(node, key)
        if pair is None:
            return node, None, path[depth:]
        rest = path[depth + 1 :]
        if not rest or is_absent(pair[1]) or pair[1].tag == splices.NULL:
            return node, pair, rest
        if pair[1].tag == ALIAS:
            raise Invalid(f"{'.'.join(path[: depth + 1])} is an alias of another place.")
        node = pair[1]
    raise Invalid("no setting is named.")


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _value_at(values: Mapping[str, Any], path: Path) -> Any:
    found: Any = values
    for key in path:
        found = found[key]
    return found


def _list_at(text: str, path: Path) -> tuple[MarkedText, yaml.SequenceNode]:
    marked = MarkedText(text)
    pair = _reach(marked, path)[1]
    assert pair is not None and isinstance(pair[1], yaml.SequenceNode)  # noqa: S101 - the caller saw it
    return marked, pair[1]
