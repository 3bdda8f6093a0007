"""From the bytes of the file to a mapping; refuses what would cost too much."""

from collections.abc import Mapping
from typing import Any

import yaml
from proxlb_ui.domain.errors import Invalid

LARGEST_FILE_BYTES = 1024 * 1024
LARGEST_DOCUMENT_NODES = 200_000
DEEPEST_NESTING = 50
_EXAMPLE_HINT = "Start from ProxLB's own example, /etc/proxlb/proxlb_example.yaml."


class NotYaml(Invalid):
    """The text is no YAML; the mark, if any, tells where."""

    def __init__(self, message: str, hint: str = "", mark: yaml.Mark | None = None) -> None:
        super().__init__(message, hint)
        self.mark = mark


class _TooDeep(Exception):
    """More lists and maps inside each other than settings can need."""


class _ShallowLoader(yaml.SafeLoader):
    """Refuses deep nesting while it reads: what the parser looks through again grows with the square of the depth."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """As the base class, down to the deepest level."""
        if self._depth > DEEPEST_NESTING:
            raise _TooDeep
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def mapping_in(content: bytes, path: str) -> Mapping[str, Any]:
    """The file's top-level mapping; raises Invalid with line and column where the parser knows them."""
    if len(content) > LARGEST_FILE_BYTES:
        raise Invalid(f"{path} is larger than 1 MiB.", "Settings are a few kilobytes; is this the right file?")
    return values_in(decoded(content, path), path)


def decoded(content: bytes, path: str) -> str:
    """The text, which ProxLB takes for UTF-8 whatever it is."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        raise Invalid(f"{path} is not UTF-8: line {line} holds something else.", "Save it as UTF-8.") from exc


def values_in(text: str, path: str = "the file") -> dict[str, Any]:
    """The top-level mapping of a text, as YAML 1.1 means it."""
    try:
        loader = _ShallowLoader(text)
        try:
            root = loader.get_single_node()
            if root is not None:
                _refuse_bombs(root, path)
            found = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as exc:
        raise NotYaml(_sentence(exc, path), _remedy(exc), exc.problem_mark or exc.context_mark) from exc
    except _TooDeep as exc:
        raise Invalid(f"{path} is nested too deeply.", _EXAMPLE_HINT) from exc
    except yaml.reader.ReaderError as exc:
        raise Invalid(
            f"{path} holds a character at position {exc.position} that YAML does not allow.", "Save it as UTF-8."
        ) from exc
    except (ValueError, RecursionError, OverflowError) as exc:
        raise Invalid(f"{path} holds a value that cannot be read.", "Put dates and numbers into quotes.") from exc
    if found is None:
        raise Invalid(f"{path} is empty.", _EXAMPLE_HINT)
    if not isinstance(found, dict):
        raise Invalid(f"{path} holds a {_name(found)} where sections are expected.", _EXAMPLE_HINT)
    return found


def _sentence(exc: yaml.MarkedYAMLError, path: str) -> str:
    # The marks' text quotes the file, secrets included: only their position is told.
    mark = exc.problem_mark or exc.context_mark
    where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    if isinstance(exc, yaml.constructor.ConstructorError):
        return f"{path} is not usable{where}: a tag or key that ProxLB's settings cannot have."
    problem = (
        (exc.problem or "it cannot be parsed")
        if not isinstance(exc, yaml.composer.ComposerError)
        else "an unknown alias"
    )
    return f"{path} is not valid YAML{where}: {problem}."


def _remedy(exc: yaml.MarkedYAMLError) -> str:
    if "\\t" in (exc.problem or ""):
        return "YAML wants spaces, not tabs, at the beginning of a line."
    return "Check the indentation, colons and quotes there and in the line above."


def _refuse_bombs(root: yaml.Node, path: str) -> None:
    """Count nodes as if every alias were written out, without writing them out."""
    sizes: dict[int, int] = {}
    if _size(root, sizes, 0, path) > LARGEST_DOCUMENT_NODES:
        raise Invalid(f"{path} grows beyond all measure when its aliases are written out.", "Remove the aliases.")


def _size(node: yaml.Node, sizes: dict[int, int], depth: int, path: str) -> int:
    known = sizes.get(id(node))
    if known is not None:
        return known
    if depth > DEEPEST_NESTING:
        raise Invalid(f"{path} is nested too deeply.", _EXAMPLE_HINT)
    # An alias inside its own anchor would never end; it then counts as too much.
    sizes[id(node)] = LARGEST_DOCUMENT_NODES + 1
    inner: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        inner = [part for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        inner = node.value
    sizes[id(node)] = 1 + sum(_size(part, sizes, depth + 1, path) for part in inner)
    return sizes[id(node)]


def _name(found: object) -> str:
    return "list" if isinstance(found, list) else "single value"
