"""The table of ProxLB's settings in docs/settings.md, drawn from what they declare.

Run as a program it writes the table anew: .venv/bin/python -m tests.architecture.settings_document
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from proxlb_ui.domain.model.settings.values.fields import FieldKind, SettingsField, settings_fields

from tests.architecture.sources import ROOT

COMMAND = ".venv/bin/python -m tests.architecture.settings_document"
DOCUMENT = ROOT / "docs" / "settings.md"
BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"
HEAD = "| Key | Takes | Default | Since | Plan | Meaning |\n|---|---|---|---|---|---|"


NUMBERS = (FieldKind.INTEGER, FieldKind.NUMBER)
WORDS = {
    FieldKind.SWITCH: "`true` or `false`",
    FieldKind.INTEGER: "whole number",
    FieldKind.NUMBER: "number",
    FieldKind.TEXT: "text",
    FieldKind.SECRET: "text, secret",
    FieldKind.MAP: "mapping",
    FieldKind.SECTION: "mapping",
}


def table() -> str:
    """One table for each section of the file."""
    return "\n\n".join(
        "\n".join([f"### {section}", "", HEAD, *_rows(list(fields))])
        for section, fields in groupby(settings_fields(), key=lambda field: field.path[0])
    )


def rewritten(text: str) -> str:
    """The document with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _rows(fields: list[SettingsField]) -> Iterator[str]:
    """A row for each declaration; one that stands at several places names them all in its path."""
    places: dict[int, list[SettingsField]] = {}
    for field in fields:
        places.setdefault(id(field.declared), []).append(field)
    for same in places.values():
        field, paths = same[0], [one.path[1:] for one in same]
        name = ".".join("/".join(dict.fromkeys(parts)) for parts in zip(*paths, strict=True))
        meaning = f"**{field.declared.title}.** {field.declared.help}"
        plan = "yes" if field.declared.planned else ""
        yield f"| `{name}` | {_takes(field)} | {_default(field)} | {field.since or ''} | {plan} | {meaning} |"


def _takes(field: SettingsField) -> str:
    declared, choices = field.declared, ", ".join(f"`{one}`" for one in field.choices)
    if field.kind is FieldKind.LIST:
        return f"any of {choices}" if choices else "list of texts"
    unit = f", {declared.unit}" if declared.unit else ""
    if field.kind in NUMBERS and declared.range:
        return declared.range
    return choices or WORDS[field.kind] + unit


def _default(field: SettingsField) -> str:
    value: Any = field.default
    return "" if value is None else f"`{json.dumps(value).strip(chr(34))}`"


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text()))
