"""Secrets in the settings: which they are, how they are shown instead, and how they come back when saving."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import REMOVED, Path, SettingsChange
from proxlb_ui.domain.model.settings.text.redaction import HIDDEN
from proxlb_ui.domain.model.settings.text.source import SecretSpan

SHORTEST_ELSEWHERE = 4
_KEY = re.compile(r"(?i)pass(?:word|wd|phrase)?|(?:[\w-]*[_-])?secret|api[_-]?key")
_PLACEHOLDER = re.compile(r"<<(?:new-)?secret:([^<>\n]*)>>")
_MASK = re.compile(r"(?i)[*•●·.x_#-]{3,}|[<\[({]+(?:hidden|redacted|masked|secret|unchanged)[>\])}]+")
_LOOSE = re.compile(
    r"(?i)(?<![\w-])(?:pass(?:word|wd|phrase)?|(?:\w*_)?secret|api[_-]?key)['\"]?[ \t]*[:=][ \t]*(\S.*)"
)
_TYPE_AGAIN = "Type the secret itself, or leave the field alone to keep the one that is set."


def is_secret_key(key: object) -> bool:
    """True for keys whose values are never shown."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def shown(value: Any, redact: Callable[[str], str], key: object = "") -> Any:
    """Values for people: secrets give way to whether they are set."""
    if is_secret_key(key) and not isinstance(value, Mapping):
        return {"$secret": True, "set": value not in (None, "")}
    if isinstance(value, Mapping):
        return {each: shown(inner, redact, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [shown(each, redact) for each in value]
    return redact(value) if isinstance(value, str) else value


def loose_secrets(text: str, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Where a text that is no YAML, such as a comment, seems to hold secrets."""
    for found in _LOOSE.finditer(text, first, len(text) if last is None else last):
        start, end = found.span(1)
        yield start, start + len(text[start:end].rstrip())


def hide(text: str, spans: Iterable[SecretSpan], known: Mapping[str, str] | None = None) -> str:
    """The text with placeholders; secrets that differ from the known ones get one that says so."""
    pieces, end = [], 0
    for span in sorted(spans, key=lambda one: one.start):
        if span.start >= end:  # what lies within the one before is hidden with it
            fresh = known is not None and known.get(span.name) != text[span.start : span.end]
            pieces += [text[end : span.start], f"<<{'new-' if fresh else ''}secret:{span.name}>>"]
        end = max(end, span.end)
    return "".join([*pieces, text[end:]])


def sources(text: str, spans: Iterable[SecretSpan]) -> dict[str, str]:
    """How each secret is spelled in the text."""
    return {span.name: text[span.start : span.end] for span in spans}


def without(text: str, known: Mapping[str, str]) -> str:
    """The text without the known secrets, wherever somebody else put them."""
    for name, source in sorted(known.items(), key=lambda one: len(one[1]), reverse=True):
        bare = source.strip("'\"")
        if len(bare) >= SHORTEST_ELSEWHERE:
            text = text.replace(bare, f"<<secret:{name}>>")
    return text


def reveal(text: str, known: Mapping[str, str]) -> str:
    """The text with its secrets back in place; raises Invalid for a placeholder that stands for none."""

    def source(found: re.Match[str]) -> str:
        if found[1] not in known:
            line = text.count("\n", 0, found.start()) + 1
            raise Invalid(f"The placeholder {found[0][:100]} in line {line} stands for no secret.", _TYPE_AGAIN)
        return known[found[1]]

    return _PLACEHOLDER.sub(source, text)


def without_kept(changes: Iterable[SettingsChange], values: Mapping[str, Any]) -> list[SettingsChange]:
    """The changes with the secrets they keep filled in; raises Invalid for what is no secret but its mask."""
    return [done for change in changes if (done := _resolved(change, values)) is not None]


def refuse_redacted(value: Any) -> None:
    """Raise Invalid if a text that was hidden from view would be saved as it was shown."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            refuse_redacted(each)
    elif isinstance(value, str) and HIDDEN in value:
        raise Invalid(f"{HIDDEN} stands for a secret that is not shown.", _TYPE_AGAIN)


def is_mask(value: str) -> bool:
    """True for what stands in for a secret on a screen."""
    return bool(value) and (_MASK.fullmatch(value) is not None or _PLACEHOLDER.search(value) is not None)


def _resolved(change: SettingsChange, values: Mapping[str, Any]) -> SettingsChange | None:
    refuse_redacted(change.value)
    if is_secret_key(change.path[-1]):
        return None if _keeps(change.value) else SettingsChange(change.path, _new_secret(change.path, change.value))
    if isinstance(change.value, Mapping):
        return SettingsChange(change.path, _with_kept(change.value, _at(values, change.path), change.path))
    return change


def _new_secret(path: Path, value: Any) -> Any:
    if value is None or value is REMOVED:
        return REMOVED
    if not isinstance(value, str):
        raise Invalid(f"{'.'.join(path)} must be a text.", _TYPE_AGAIN)
    if is_mask(value):
        raise Invalid(f"{'.'.join(path)} is a mask, not a secret.", _TYPE_AGAIN)
    return value


def _with_kept(value: Mapping[str, Any], before: Any, path: Path) -> dict[str, Any]:
    """A whole map: secrets it does not name, or names as kept, stay."""
    old = before if isinstance(before, Mapping) else {}
    result = {key: each for key, each in old.items() if is_secret_key(key)}
    for key, each in value.items():
        if not is_secret_key(key):
            result[key] = _with_kept(each, old.get(key), (*path, key)) if isinstance(each, Mapping) else each
        elif not _keeps(each):
            result.pop(key, None)
            if (secret := _new_secret((*path, key), each)) is not REMOVED:
                result[key] = secret
    return result


def _keeps(value: Any) -> bool:
    return isinstance(value, Mapping) and (value.get("$secret") == "keep" or value.get("$secret") is True)


def _at(values: Any, path: Path) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values
