"""Whole sentences as a person has read and approved them: tests/approved/NAME.txt, a section for each test.

`APPROVE=yes` writes what is said now; the difference is then looked at and committed.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "approved"
HEAD = "## "
_calls: Counter[str] = Counter()


def approve(name: str, things: Iterable[Any]) -> None:
    """What the running test was told is what was approved for it; things are frozen dataclasses or strings."""
    test = os.environ["PYTEST_CURRENT_TEST"].removesuffix(" (call)")
    _calls[test] += 1
    key = re.sub(r"\s+", " ", test.partition("::")[2]) + (f" #{_calls[test]}" if _calls[test] > 1 else "")
    told = "\n\n".join(map(_rendered, things)) or "nothing"
    path = FOLDER / f"{name}.txt"
    sections = _read(path)
    if os.environ.get("APPROVE") == "yes":
        sections[key] = told
        FOLDER.mkdir(exist_ok=True)
        path.write_text("\n".join(f"{HEAD}{key}\n{text}\n" for key, text in sorted(sections.items())))
    assert told == sections.get(key, "never approved"), f"see {path.name}; APPROVE=yes writes it anew"


def _rendered(thing: Any) -> str:
    if isinstance(thing, str):
        return thing
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return "\n".join(f"{name}: {value!s}" for name, value in values.items() if value not in ("", None, ()))


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parts = re.split(rf"^{HEAD}", path.read_text(), flags=re.MULTILINE)[1:]
    return {head: text.strip("\n") for head, _, text in (part.partition("\n") for part in parts)}
