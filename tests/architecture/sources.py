"""Every Python module of the product, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "adapters", "entrypoints")


@dataclass(frozen=True)
class Module:
    """One file: its path from the root, its text, and its tree."""

    path: str
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """The modules of these packages, or of the whole product."""
    found = []
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text()
            found.append(Module(str(path.relative_to(ROOT)), text, ast.parse(text)))
    return tuple(found)


def dotted(node: ast.AST) -> str:
    """a.b.c of an attribute or name, or nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
