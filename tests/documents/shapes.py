"""Shapes in the notations of docs/api.md and of the page's types."""

from collections.abc import Iterable

from proxlb_ui.entrypoints.web.kit.shapes import Form, FormField, FormKind, fields_of, name_of

WIDTH = 128
# Longer lists of words are told in prose.
MOST_WORDS = 8
# Told once, and named wherever they are part of something.
NAMED = {
    "ActionTask", "Applied", "Backup", "Capability", "Change", "DiffLine", "Guest", "Leaving", "Migration", "Node",
    "PlanBalance", "PlanLoads", "PlanMove", "PlanNode", "PlanShare", "PlanStay", "PlanWarning", "Problem", "Run",
    "RunDetail", "RunMigration", "RunMove", "Saved", "Schedule", "Share", "SolverReport", "Spread", "Staying",
}  # fmt: skip
_DOC = {
    FormKind.TEXT: "text",
    FormKind.TIME: "time",
    FormKind.WHOLE: "number",
    FormKind.NUMBER: "number",
    FormKind.FLAG: "true|false",
    FormKind.ANY: "any",
}
_SCRIPT = {
    FormKind.TEXT: "string",
    FormKind.TIME: "string",
    FormKind.WORD: "string",
    FormKind.WHOLE: "number",
    FormKind.NUMBER: "number",
    FormKind.FLAG: "boolean",
    FormKind.ANY: "any",
}


def told(shape: type) -> str:
    """A shape as docs/api.md shows it, under its name."""
    head = f"{name_of(shape)}: "
    return head + _object(shape, len(head), "  ")


def typedef(shape: type) -> str:
    """A shape as a type for the page's scripts, within lines of a comment."""
    fields = [f"{name}{'' if each.required else '?'}: {_script(each.form)}" for name, each in fields_of(shape).items()]
    lines = _filled(fields, " * @typedef {{", " " * 12, f"}}}} {name_of(shape)}", 118)
    return "\n".join([lines[0], *(f" * {line}" for line in lines[1:])])


def _object(shape: type, column: int, indent: str) -> str:
    parts = [_field(name, each, indent + "  ") for name, each in fields_of(shape).items()]
    one_line = "{" + ", ".join(parts) + "}"
    if column + len(one_line) <= WIDTH and "\n" not in one_line:
        return one_line
    return "\n".join(_filled(parts, "{ ", indent, " }", WIDTH))


def _field(name: str, field: FormField, indent: str) -> str:
    marked, text = f'"{name}"' + ("" if field.required else "?"), _doc(field.form, indent)
    return marked if text == _DOC[FormKind.TEXT] else f"{marked}: {text}"


def _doc(form: Form, indent: str) -> str:
    text = _bare(form, indent)
    if not form.nullable:
        return text
    return f"null | {text}" if text.startswith("{") else f"{text}|null"


def _bare(form: Form, indent: str) -> str:
    if form.kind is FormKind.WORD:
        return '"' + "|".join(form.words) + '"' if len(form.words) <= MOST_WORDS else "text"
    if form.kind is FormKind.LIST and form.item is not None:
        return f"[{_doc(form.item, indent)}]"
    if form.kind is FormKind.MAP and form.item is not None:
        return f"{{text: {_doc(form.item, indent)}}}"
    if form.shape is not None:
        return name_of(form.shape) if name_of(form.shape) in NAMED else _object(form.shape, len(indent) + 20, indent)
    return _DOC[form.kind]


def _script(form: Form) -> str:
    if form.kind is FormKind.LIST and form.item is not None:
        item = _script(form.item)
        text = f"({item})[]" if "|" in item else f"{item}[]"
    elif form.kind is FormKind.MAP and form.item is not None:
        text = f"Record<string, {_script(form.item)}>"
    else:
        text = name_of(form.shape) if form.shape is not None else _SCRIPT[form.kind]
    return f"{text}|null" if form.nullable and text != "any" else text


def _filled(parts: Iterable[str], start: str, indent: str, end: str, width: int) -> list[str]:
    """The parts with commas between them, as many on each line as fit."""
    lines, line = [], start
    every = list(parts)
    for number, part in enumerate(every):
        piece = part + (", " if number < len(every) - 1 else end)
        first = piece.partition("\n")[0]
        if len(line.rpartition("\n")[2]) + len(first.rstrip()) > width and line.strip() not in ("{", start.strip()):
            lines.append(line.rstrip())
            line = indent
        line += piece
    return [*lines, line.rstrip()] if every else [start.rstrip() + end]
