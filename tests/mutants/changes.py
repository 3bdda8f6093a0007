"""Every small change that can be made to a module, each as the text of a whole changed module."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
# Help texts say what is good for whom; a test could only repeat them.
HELP = frozenset({"help", "title", "description", "unit"})
Members = Mapping[str, list[str]]
Edit = Callable[[Any], ast.AST]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, and what it is."""

    path: Path
    line: int
    change: str
    number: int  # of the changed node, as ast.walk comes by it
    edit: Edit

    def source(self) -> str:
        """The text of the changed module."""
        tree = ast.parse(self.path.read_text())
        target = list(ast.walk(tree))[self.number]
        new = self.edit(target)
        if new is not target:
            _put(tree, target, new)
        return ast.unparse(ast.fix_missing_locations(tree))


def mutants_of(path: Path, members: Members) -> Iterator[Mutant]:
    """All changes to one module; members names those of each enum of the domain."""
    tree = ast.parse(path.read_text())
    left_alone = _left_alone(tree)
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in left_alone:
            for name, edit in _edits(node, members):
                yield Mutant(path, getattr(node, "lineno", 1), name, number, edit)


def enum_members(paths: list[Path]) -> dict[str, list[str]]:
    """The members of every enum in these modules, by the name of its class."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                assigned = [part.targets[0] for part in node.body if isinstance(part, ast.Assign)]
                found[node.name] = [target.id for target in assigned if isinstance(target, ast.Name)]
    return found


def _edits(node: ast.AST, members: Members) -> Iterator[tuple[str, Edit]]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARED:
            other = COMPARED[type(operator)]
            yield f"{_name(operator)} -> {other.__name__}", lambda new: _set(new, "ops", [other()])
        case ast.BoolOp(op=operator):
            swapped = ast.Or if isinstance(operator, ast.And) else ast.And
            yield f"{_name(operator)} -> {swapped.__name__}", lambda new: _set(new, "op", swapped())
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", lambda new: new.operand
        case ast.BinOp(op=operator) if type(operator) in CALCULATED and not _is_text(node):
            sign = CALCULATED[type(operator)]
            yield f"{_name(operator)} -> {sign.__name__}", lambda new: _set(new, "op", sign())
        case ast.Constant(value=bool(value)):
            yield f"{value} -> {not value}", lambda new: ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield f"{value} -> {value + 1}", lambda new: ast.Constant(value + 1)
        case ast.Constant(value=str(value)) if " " in value.strip() and any(map(str.isalpha, value)):
            yield f"text {value[:50]!r}", lambda new: ast.Constant(f"{value} XX ")
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in members.get(name, ()):
            among = members[name]
            following = among[(among.index(attr) + 1) % len(among)]
            yield f"{name}.{attr} -> {following}", lambda new: _set(new, "attr", following)
        case ast.Return(value=ast.AST() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield f"return {ast.unparse(value)[:40]} -> None", lambda new: _set(new, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call() as call):
            yield f"dropped {ast.unparse(call)[:50]}", lambda new: ast.Pass()


def _left_alone(tree: ast.Module) -> set[int]:
    """What is no behavior of its own: docstrings, annotations, decorators, help."""
    skipped: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                skipped.append(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                skipped += [*node.decorator_list, *([node.returns] if node.returns else [])]
            case ast.ClassDef():
                skipped += node.decorator_list
            case ast.arg(annotation=ast.AST() as annotation) | ast.AnnAssign(annotation=annotation):
                skipped.append(annotation)
            case ast.keyword(arg=str(name)) if name in HELP:
                skipped.append(node)
    return {id(inner) for node in skipped for inner in ast.walk(node)}


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new


def _set(node: ast.AST, name: str, value: object) -> ast.AST:
    setattr(node, name, value)
    return node


def _name(operator: ast.AST) -> str:
    return type(operator).__name__


def _is_text(node: ast.BinOp) -> bool:
    texts = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict)
    return any(
        isinstance(side, texts) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )
