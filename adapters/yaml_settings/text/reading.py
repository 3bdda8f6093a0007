"""What a text means, where its settings stand, and where its secrets are."""

from collections.abc import Iterator

import yaml
from proxlb_ui.adapters.yaml_settings.text.document import NotYaml, values_in
from proxlb_ui.adapters.yaml_settings.text.marks import ALIAS, MarkedText, is_absent, is_literal, pairs
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.text.secrets import SHORTEST_ELSEWHERE, is_secret_key, loose_secrets
from proxlb_ui.domain.model.settings.text.source import ParsedText, Place, SecretSpan, TextProblem

_NULL = "tag:yaml.org,2002:null"


def parsed(text: str) -> ParsedText:
    """Everything to be known about a text."""
    try:
        values = values_in(text, "The file")
    except NotYaml as exc:
        place = Place(exc.mark.line + 1, exc.mark.column + 1) if exc.mark else None
        return _meaningless(text, TextProblem(exc.message, exc.hint, place))
    except Invalid as exc:
        return _meaningless(text, TextProblem(exc.message, exc.hint))
    marked = MarkedText(text)
    places: dict[Path, Place] = {}
    doubled: list[tuple[Path, Place]] = []
    for path, key, _ in _walk(marked.root):
        place = Place(key.start_mark.line + 1, key.start_mark.column + 1)
        if path in places and isinstance(key, yaml.ScalarNode):
            doubled.append((path, place))
        places[path] = place
    return ParsedText(values, None, places, tuple(doubled), tuple(_named(_secret_spans(marked))))


def _meaningless(text: str, problem: TextProblem) -> ParsedText:
    spans = [(start, end, "") for start, end in loose_secrets(text)]
    return ParsedText(None, problem, secrets=tuple(_named(spans)))


def _walk(node: yaml.Node | None, path: Path = ()) -> Iterator[tuple[Path, yaml.Node, yaml.Node]]:
    """Every value with its path, and the node to point at: its key in a map, itself in a list."""
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, str(index)), item, item
            yield from _walk(item, (*path, str(index)))
    for key, value in pairs(node):
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        yield (*path, name), key, value
        yield from _walk(value, (*path, name))


def _secret_spans(marked: MarkedText) -> list[tuple[int, int, str]]:
    """Secrets under their keys, the same text elsewhere, and what comments give away."""
    found: dict[tuple[int, int], str] = {}
    values = set()
    for path, _, node in _walk(marked.root):
        if any(map(is_secret_key, path)):
            target = marked.anchored.get(node.value, node) if node.tag == ALIAS else node
            if isinstance(target, yaml.ScalarNode) and not is_absent(target) and target.tag != _NULL:
                found.setdefault(_span(marked, target), ".".join(path))
                values.add(target.value)
    spans = [(start, end, name) for (start, end), name in found.items()]
    for first, last in marked.comments:
        _add(spans, loose_secrets(marked.text, first, last))
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= SHORTEST_ELSEWHERE:
            _add(spans, _occurrences(marked.text, value))
    return sorted(spans)


def _span(marked: MarkedText, node: yaml.ScalarNode) -> tuple[int, int]:
    start, end = marked.content_start(node), marked.end(node)
    if is_literal(node):
        body = marked.after_line(start)
        start = min(end, body + len(marked.text[body:end]) - len(marked.text[body:end].lstrip()))
    return start, end


def _add(spans: list[tuple[int, int, str]], more: Iterator[tuple[int, int]]) -> None:
    for start, end in more:
        if not any(start < last and first < end for first, last, _ in spans):
            spans.append((start, end, ""))


def _occurrences(text: str, value: str) -> Iterator[tuple[int, int]]:
    start = text.find(value)
    while start >= 0:
        yield start, start + len(value)
        start = text.find(value, start + len(value))


def _named(spans: list[tuple[int, int, str]]) -> Iterator[SecretSpan]:
    """Names are unique, and those without a key are counted."""
    used: set[str] = set()
    for number, (start, end, key) in enumerate(spans, 1):
        name = key.translate({ord(mark): "_" for mark in "<>\r\n"}) if key else f"hidden.{number}"
        name = name if name not in used else f"{name}.{number}"
        used.add(name)
        yield SecretSpan(start, end, name)
