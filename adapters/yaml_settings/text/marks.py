"""Where things are in the text: nodes, their true ends, lines and comments."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard, cast

import yaml

BREAKS = "\r\n\x85\u2028\u2029"
ALIAS = "alias"
STRING = "tag:yaml.org,2002:str"
_BREAK = re.compile(rf"\r\n|[{BREAKS}]")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_COMMENT = re.compile(rf"#[^{BREAKS}]*")
_BESIDE_SIGN = re.compile(rf"[|>][-+0-9]*[ \t]+(?P<comment>{_COMMENT.pattern})")

Pair = tuple[yaml.Node, yaml.Node]


# Named so that the check for safe loaders sees what it is.
class _MarkingSafeLoader(yaml.SafeLoader):
    """Composes an alias as a leaf where it stands, instead of the node it means."""

    if TYPE_CHECKING:
        # What PyYAML's stubs leave untyped.
        def peek_event(self) -> yaml.Event: ...
        def get_event(self) -> yaml.Event: ...

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.anchored: dict[str, yaml.Node] = {}

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """As the parent does, but for aliases."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            self.get_event()
            # The marks are of this kind with the parser in Python; only the one in C has its own.
            start, end = cast(yaml.Mark, event.start_mark), cast(yaml.Mark, event.end_mark)
            return yaml.ScalarNode(ALIAS, event.anchor, start, end)
        node = super().compose_node(parent, index)
        if node is not None and isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self.anchored[event.anchor] = node
        return node


class MarkedText:
    """One text with its nodes; positions are character offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        loader = _MarkingSafeLoader(text)
        try:
            self.root: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
        self.anchored = loader.anchored

    @cached_property
    def tokens(self) -> list[yaml.Token]:
        """What the scanner sees, in the order of the text."""
        found = [token for token in yaml.scan(self.text, Loader=yaml.SafeLoader) if token.start_mark is not None]
        return sorted(found, key=lambda token: (token.start_mark.index, token.end_mark.index))

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Start and end of every comment, from its # to the end of its line."""
        found, end = [], 0
        for token in self.tokens:
            found += [match.span() for match in _COMMENT.finditer(self.text, end, max(token.start_mark.index, end))]
            # The scanner's token of a text after | or > holds the comment beside that sign.
            if is_literal(token) and (beside := _BESIDE_SIGN.match(self.text, token.start_mark.index)):
                found.append(beside.span("comment"))
            end = max(end, token.end_mark.index)
        return found + [match.span() for match in _COMMENT.finditer(self.text, end)]

    @cached_property
    def line_break(self) -> str:
        """The line break that the file uses."""
        found = _BREAK.search(self.text)
        return found[0] if found else "\n"

    @cached_property
    def indent(self) -> int:
        """By how much the file indents."""
        for key, value in pairs(self.root):
            if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value:
                return int(value.value[0][0].start_mark.column) - int(key.start_mark.column) or 2
        return 2

    def line_start(self, position: int) -> int:
        """Where the line with this position begins."""
        while position > 0 and self.text[position - 1] not in BREAKS:
            position -= 1
        return position

    def line_end(self, position: int) -> int:
        """Where the line with this position ends, before its break."""
        found = _BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def after_line(self, position: int) -> int:
        """Where the next line begins."""
        found = _BREAK.search(self.text, position)
        return found.end() if found else len(self.text)

    def comments_in(self, start: int, end: int) -> list[str]:
        """The comments that begin between two positions."""
        return [self.text[first:last] for first, last in self.comments if start <= first < end]

    def end(self, node: yaml.Node) -> int:
        """Where the node truly ends: the parser's mark of a block is where the next thing begins."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        if not is_literal(node):
            return end
        header = self.text[node.start_mark.index : self.line_end(node.start_mark.index)]
        # With + the empty lines below belong to the text; else they are nobody's.
        kept = "+" in header.partition("#")[0] and self.text[end - 1] in BREAKS
        return end - 1 if kept else len(self.text[:end].rstrip(BREAKS + " \t"))

    def last_token(self, kind: type[yaml.Token], before: int) -> yaml.Token | None:
        """The nearest token of a kind that ends at or before a position."""
        fitting = (token for token in self.tokens if isinstance(token, kind) and token.end_mark.index <= before)
        return max(fitting, key=lambda token: int(token.end_mark.index), default=None)

    def next_token(self, kind: type[yaml.Token], after: int, until: int) -> yaml.Token | None:
        """The first token of a kind between two positions."""
        return next(
            (token for token in self.tokens if isinstance(token, kind) and after <= token.start_mark.index < until),
            None,
        )

    def content_start(self, node: yaml.Node) -> int:
        """Where a node begins behind its anchor and tag."""
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        found = _PROPERTIES.match(self.text, start, end)
        return found.end() if found else start


def is_literal(found: yaml.Node | yaml.Token) -> bool:
    """True for the node or token of a text in lines of its own, after | or >."""
    return isinstance(found, yaml.ScalarNode | yaml.ScalarToken) and found.style in ("|", ">")


def is_block(node: yaml.Node) -> TypeGuard[yaml.CollectionNode]:
    """True for a map or list in lines of its own."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def is_absent(node: yaml.Node) -> bool:
    """True where nothing is written at all, which YAML takes for null."""
    return bool(node.start_mark.index == node.end_mark.index)


def pairs(node: yaml.Node | None) -> list[Pair]:
    """Keys and values of a mapping; nothing for anything else."""
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def find(node: yaml.Node | None, key: str) -> Pair | None:
    """The pair of that key; the last one counts, as it does for ProxLB."""
    return next((pair for pair in reversed(pairs(node)) if pair[0].value == key and pair[0].tag == STRING), None)
