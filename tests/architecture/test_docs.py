"""What the docs name exists: paths, modules, file names and classes."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, modules

DOCS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("domain", "adapters", "entrypoints", "web_assets", "tests", "deploy", "docs")
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w)")
MODULE = re.compile(r"\bproxlb_ui((?:\.\w+)+)")
FILE_NAME = re.compile(r"`([\w-]+\.(?:py|js|css))`")
CLASS = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
# Words of other programs that look like classes of ours.
FOREIGN = {"JobRemoved"}


def named(pattern: "re.Pattern[str]") -> Iterator[tuple[str, str]]:
    """Each match, with the document it stands in."""
    for path in DOCS:
        for found in pattern.finditer(path.read_text()):
            yield str(path.relative_to(ROOT)), found[1]


def test_every_path_exists() -> None:
    found = list(named(PATH))
    assert len(found) > 60
    assert not [(document, path) for document, path in found if not (ROOT / path).exists()]


def test_every_module_exists() -> None:
    missing = []
    for document, dotted in named(MODULE):
        path = ROOT.joinpath(*dotted.strip(".").split("."))
        if not (path.is_dir() or path.with_suffix(".py").exists()):
            missing.append((document, dotted))
    assert not missing


def test_every_file_name_exists() -> None:
    names = {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")}
    names |= {path.name for path in ROOT.iterdir()}
    assert not [(document, name) for document, name in named(FILE_NAME) if name not in names]


def test_every_class_exists() -> None:
    classes = {node.name for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)}
    # docs/api.md calls a shape by what it is the shape of.
    classes |= {name.removesuffix("Shape") for name in classes}
    found = list(named(CLASS))
    assert found
    assert not [(document, name) for document, name in found if name not in classes | FOREIGN]


@pytest.mark.parametrize(
    ("text", "path"),
    [("see `domain/model/log.py`.", "domain/model/log.py"), ("in tests/architecture/ and", "tests/architecture")],
)
def test_a_path_is_found_without_what_surrounds_it(text: str, path: str) -> None:
    assert PATH.findall(text) == [path]
