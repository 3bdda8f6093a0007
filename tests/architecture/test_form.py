"""The manners of the code: annotations, docstrings, and names of our own."""

import ast
from collections import defaultdict

from tests.architecture.sources import modules


def test_every_function_says_what_it_returns() -> None:
    bare = [f"{module.path}:{node.name}" for module in modules() for node in module.functions() if node.returns is None]
    assert not bare


def test_every_module_class_and_port_method_says_what_it_is() -> None:
    silent = []
    for module in modules():
        if ast.get_docstring(module.tree) is None:
            silent.append(module.path)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and ast.get_docstring(node) is None:
                silent.append(f"{module.path}:{node.name}")
    for module in modules("domain/ports"):
        silent += [f"{module.path}:{node.name}" for node in module.functions() if ast.get_docstring(node) is None]
    assert not silent


def test_names_follow_the_glossary() -> None:
    classes = [node.name for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if name.endswith(("Manager", "Impl", "Helper")) or name.startswith("Abstract")]
    assert not [module.path for module in modules() if module.path.endswith(("utils.py", "helpers.py"))]


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module.path)
    assert not {name: paths for name, paths in places.items() if len(paths) > 1}
