"""Small modules, one idea each; the budget is that of codebases we like to read."""

import ast
import re
from statistics import median, quantiles

from tests.architecture.sources import ROOT, modules

MODULE_LINES = {"median": 90, "p90": 270, "most": 450}
FUNCTION_LINES = {"median": 8, "p90": 30, "most": 60}
SCRIPT_LINES = 400
SHEET_LINES = 120


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_builder(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A function that only holds route functions is as long as they are together."""
    return any(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)


def test_modules_stay_small() -> None:
    lines = {module.path: module.text.count("\n") for module in modules()}
    large = {path: count for path, count in lines.items() if count > MODULE_LINES["most"]}
    assert not large
    assert median(lines.values()) <= MODULE_LINES["median"]
    assert quantiles(lines.values(), n=10)[-1] <= MODULE_LINES["p90"]


def test_functions_stay_small() -> None:
    lengths = {
        f"{module.path}:{node.name}": _length(node)
        for module in modules()
        for node in module.functions()
        if not _is_builder(node)
    }
    assert not {name: length for name, length in lengths.items() if length > FUNCTION_LINES["most"]}
    assert median(lengths.values()) <= FUNCTION_LINES["median"]
    assert quantiles(lengths.values(), n=10)[-1] <= FUNCTION_LINES["p90"]


def test_scripts_of_the_page_stay_small() -> None:
    lines = {str(path): path.read_text().count("\n") for path in (ROOT / "web_assets").rglob("*.js")}
    assert lines
    assert not {path: count for path, count in lines.items() if count > SCRIPT_LINES}


def test_stylesheets_of_the_page_stay_beside_what_they_style() -> None:
    lines = {str(path): path.read_text().count("\n") for path in (ROOT / "web_assets").rglob("*.css")}
    assert lines
    assert not {path: count for path, count in lines.items() if count > SHEET_LINES}


def test_comments_do_not_narrate() -> None:
    text = "\n".join(module.text for module in modules())
    comments = len(re.findall(r"^\s*#(?! ?noqa)", text, re.MULTILINE))
    assert comments / text.count("\n") < 0.05
