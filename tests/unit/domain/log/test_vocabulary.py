"""Every phrase of ProxLB's that the cockpit knows was really printed by ProxLB."""

import ast
import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from proxlb_ui.domain.model.log import vocabulary
from proxlb_ui.domain.model.log.engine_log import EngineLogParser
from proxlb_ui.domain.model.log.vocabulary import PHRASES, Phrase

from tests.recordings import recordings

NOW = datetime(2026, 11, 25, tzinfo=UTC)
# Why nobody has recorded it; a phrase that is recorded one day must go from here.
NOT_YET_RECORDED = {
    "MIGRATION_REFUSED_BECAUSE": "No version prints the reason there; to be replaced by the line that gives it.",
    "SOLVER_GAVE_WAY": "Wants an exception in the midst of the solver's plan.",
}


@cache
def lines() -> tuple[str, ...]:
    """Every recorded line, as it was printed and, where it is a record, as its text alone."""
    found: dict[str, None] = {}
    for recording in recordings().values():
        for output in (recording.out, recording.err):
            parser = EngineLogParser()
            for raw in output.split("\n"):
                found[raw] = None
                found.update(dict.fromkeys(line.text for line in parser.feed(raw, NOW)))
    return tuple(found)


@pytest.mark.parametrize("name", [name for name in PHRASES if name not in NOT_YET_RECORDED])
def test_it_was_really_printed(name: str) -> None:
    assert any(PHRASES[name].match(line) for line in lines())


@pytest.mark.parametrize("name", NOT_YET_RECORDED)
def test_what_is_not_recorded_is_not(name: str) -> None:
    assert not any(PHRASES[name].match(line) for line in lines())


@pytest.mark.parametrize("name", PHRASES)
def test_everything_it_reads_was_found_in_some_line(name: str) -> None:
    matches = [found for line in lines() if (found := PHRASES[name].match(line))]
    read = {group for found in matches for group, value in found.groupdict().items() if value}
    assert name in NOT_YET_RECORDED or read == set(matches[0].re.groupindex)


def test_no_phrase_stands_twice() -> None:
    assert len({(phrase.begins, phrase.rest) for phrase in PHRASES.values()}) == len(PHRASES)


def _functions(tree: ast.AST, name: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            inner = f"{name}.{node.name}" if name else node.name
            yield inner, node
            yield from _functions(node, inner)


def _texts(tree: ast.AST) -> list[str]:
    """The texts of a piece of code, with a mark where something is put in."""
    return [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        if isinstance(node, ast.JoinedStr)
        else str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.Constant)
    ]


def _source(phrase: Phrase) -> ast.AST:
    module, _, function = phrase.place.partition(": ")
    package, folder = ("proxlb_solver", "") if module.startswith("proxlb_solver/") else ("proxlb", "proxlb/")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip("ProxLB is not installed here")
    tree = ast.parse((Path(spec.origin).parents[1] / f"{folder}{module}").read_text())
    return dict(_functions(tree))[function] if function else tree


@pytest.mark.engine
@pytest.mark.parametrize(
    "name", [name for name, phrase in PHRASES.items() if not phrase.until and not phrase.place.startswith("Python: ")]
)
def test_it_can_be_seen_at_its_place(name: str) -> None:
    phrase = PHRASES[name]
    texts = _texts(_source(phrase))
    if phrase in (vocabulary.VERSION, vocabulary.RECORD):  # put together by ProxLB from parts
        assert any(part in text for text in texts for part in (" version: ", "%(levelname)s"))
        return
    # A text that begins with something put in, like ProxLB's last words, has its beginning elsewhere.
    assert any(text.startswith(phrase.begins.strip()) for text in texts)
