"""How a value is written: as its neighbors are, and always so that it reads back as itself."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml
from proxlb_ui.adapters.yaml_settings.text.marks import STRING, MarkedText, is_block, pairs
from proxlb_ui.domain.model.settings.text.change import same
from proxlb_ui.domain.model.settings.text.flow_style import settings_text

BOOLEAN = "tag:yaml.org,2002:bool"
_TRUE_WORDS = ("true", "yes", "on")
_FALSE_WORDS = ("false", "no", "off")
_LONGEST_FLOW = 90


class Style:
    """The habits of one file: its spelling of true, its kind of lists, its quotes."""

    def __init__(self, marked: MarkedText) -> None:
        self._marked = marked

    def scalar(self, value: Any, before: yaml.Node | None, flow: bool) -> str:
        """A single value, spelled like the one it replaces where that is possible."""
        if isinstance(value, bool):
            return _like(self._boolean(before), value)
        if not isinstance(value, str):
            return settings_text(value)
        quote = before.style if isinstance(before, yaml.ScalarNode) else None
        ways: dict[str | None, Callable[[str], str]] = {None: str, "'": _single, '"': settings_text}
        order = [quote, None, "'"] if quote in ways and before is not None and before.tag == STRING else [None, "'"]
        return next((text for way in order if _reads_as(text := ways[way](value), value, flow)), settings_text(value))

    def flow(self, value: Any, before: yaml.Node | None = None) -> str:
        """Any value in one line."""
        items = before.value if isinstance(before, yaml.SequenceNode) else []
        if isinstance(value, Mapping):
            inner = ", ".join(f"{self.scalar(key, None, True)}: {self.flow(each)}" for key, each in value.items())
            return "{" + inner + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(each, items[0] if items else None) for each in value) + "]"
        return self.scalar(value, before, True)

    def entry(self, key: str, value: Any, column: int) -> list[str]:
        """The lines of one key in a block, indented to the column."""
        head = " " * column + self.scalar(key, None, False) + ":"
        if isinstance(value, Mapping) and value:
            deeper = column + self._marked.indent
            return [head, *(line for name, each in value.items() for line in self.entry(name, each, deeper))]
        if isinstance(value, list) and value and not self._in_flow(value):
            step = " " * (column + self._marked.indent)
            return [head, *(f"{step}- {self.item(each)}" for each in value)]
        if isinstance(value, Mapping | list):
            return [f"{head} {self.flow(value)}"]
        return [f"{head} {self.scalar(value, None, False)}"]

    def item(self, value: Any, before: yaml.Node | None = None) -> str:
        """One item of a block list, without its dash."""
        return self.flow(value) if isinstance(value, Mapping | list) else self.scalar(value, before, False)

    def _in_flow(self, value: list[Any]) -> bool:
        kinds = [is_block(node) for node in self._nodes() if isinstance(node, yaml.SequenceNode) and node.value]
        return (not kinds or not all(kinds)) and len(self.flow(value)) <= _LONGEST_FLOW

    def _boolean(self, before: yaml.Node | None) -> str:
        if before is not None and before.tag == BOOLEAN:
            return str(before.value)
        return next((str(node.value) for node in self._nodes() if node.tag == BOOLEAN), "true")

    def _nodes(self) -> list[yaml.Node]:
        """Every value, outermost first."""
        found, index = [self._marked.root], 0
        while index < len(found):
            node = found[index]
            found += [value for _, value in pairs(node)]
            found += node.value if isinstance(node, yaml.SequenceNode) else []
            index += 1
        return [node for node in found if node is not None]


def _like(word: str, value: bool) -> str:
    """True or false in the family and case of a word."""
    lower = word.lower()
    families = zip(_TRUE_WORDS, _FALSE_WORDS, strict=True)
    family = next((one for one in families if lower in one), ("true", "false"))
    wanted = family[0] if value else family[1]
    if word.isupper() and len(word) > 1:
        return wanted.upper()
    return wanted.capitalize() if word[:1].isupper() else wanted


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _reads_as(text: str, value: str, flow: bool) -> bool:
    """True when the text means the value where it is going to stand."""
    if not text.isprintable():
        return False
    framed, wanted = (f"[{text}, c]", [value, "c"]) if flow else (f"k: {text} # c", {"k": value})
    try:
        return same(yaml.load(framed, Loader=yaml.SafeLoader), wanted)
    except (yaml.YAMLError, ValueError):
        return False
