"""The rooms of the page: which there are, what each is, and in which direction they import.

The table in docs/architecture.md is the one place that says so; this reads it and compares it with the files.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

APP = ROOT / "web_assets" / "app"
TESTS = ROOT / "tests" / "unit" / "web_assets"
ROW = re.compile(r"^\| (\d+) \| `([\w./]+)` \| (.+) \|$", re.MULTILINE)
# Imports of code, and of types in comments: a room that names another room's type knows that room.
IMPORT = re.compile(r"(?:\bfrom |\bimport |\bimport\(|\bnew URL\()\"(\.{1,2}/[^\"]+)\"")
# Holds types only, and no code imports it.
TYPES = "types.js"
FILES_IN_A_ROOM = 15

PLANTS = {
    "a page imports another page": ("pages/nodes/nodes.js", 'import "../guests/panel.js";'),
    "a page names another page's type": ("pages/nodes/nodes.js", '/** @type {import("../logs/logs.js").LogsPage} */'),
    "a page looks into another page's rooms": ("pages/runs/runs.js", 'import "../settings/draft/values.js";'),
    "what is shared imports a page": ("shared/plan/plan.js", 'import "../../pages/balancing/draft.js";'),
    "shared rooms of one level know each other": ("shared/plan/plan.js", 'import "../run/chips.js";'),
    "an element knows what is shared": ("elements/plb-time.js", 'import "../shared/run/chips.js";'),
    "state knows the DOM": ("state/store.js", 'import "../dom/h.js";'),
    "a page imports when it is used": ("pages/nodes/nodes.js", 'await import("../guests/panel.js");'),
    "the router knows the shell": ("router.js", 'import "./shell/shell.js";'),
    "a page imports the start": ("pages/nodes/nodes.js", 'import "../../main.js";'),
}  # fmt: skip


def _rooms() -> dict[str, int]:
    text = (ROOT / "docs" / "architecture.md").read_text()
    return {room: int(level) for level, room, _ in ROW.findall(text)}


def _room(path: Path, app: Path) -> str:
    inside = path.relative_to(app)
    return str(inside.parent) if len(inside.parts) > 1 else inside.name


def _page(room: str) -> str:
    """The page whose own room this is; empty for what is nobody's own."""
    parts = room.split("/")
    return parts[1] if parts[0] == "pages" and len(parts) > 1 else ""


def _scripts(app: Path) -> list[Path]:
    return sorted(app.rglob("*.js"))


def _imports(path: Path) -> list[Path]:
    return [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text())]


def _wrong_imports(app: Path) -> list[str]:
    rooms = _rooms()
    wrong = []
    for path in _scripts(app):
        own = _room(path, app)
        if own == TYPES:
            continue
        for target in _imports(path):
            other = _room(target, app)
            if other == own:
                continue
            private = _page(own) != _page(other) and "/" in other.removeprefix("pages/") and _page(other)
            if rooms[other] <= rooms[own] or private:
                wrong.append(f"{path.relative_to(app)} ({own}, level {rooms[own]}) imports {other} ({rooms[other]})")
    return wrong


def test_rooms_import_in_one_direction() -> None:
    assert _wrong_imports(APP) == []


@pytest.mark.parametrize("wrong", PLANTS)
def test_a_wrong_import_is_noticed(tmp_path: Path, wrong: str) -> None:
    app = tmp_path.resolve() / "app"
    shutil.copytree(APP, app)
    name, line = PLANTS[wrong]
    path = app / name
    path.write_text(f"{path.read_text()}\n{line}\n")
    assert [found.split(" ")[0] for found in _wrong_imports(app)] == [name]


def test_every_room_is_in_the_table_and_the_table_names_no_other() -> None:
    assert {_room(path, APP) for path in _scripts(APP)} == set(_rooms())


def test_a_room_that_is_not_in_the_table_is_noticed(tmp_path: Path) -> None:
    app = tmp_path.resolve() / "app"
    shutil.copytree(APP, app)
    (app / "helpers").mkdir()
    (app / "helpers" / "one.js").write_text("/** Something. */\n")
    assert {_room(path, app) for path in _scripts(app)} - set(_rooms()) == {"helpers"}


def test_modules_import_each_other_in_no_circle() -> None:
    # Types of a circle do no harm when the page is loaded, so only code counts here.
    code = re.compile(r"^(?:import|export) (?:[^;]*? from )?\"(\.[^\"]+)\";", re.MULTILINE)
    left = {path: {(path.parent / name).resolve() for name in code.findall(path.read_text())} for path in _scripts(APP)}
    while free := [path for path, needs in left.items() if not needs & left.keys()]:
        for path in free:
            del left[path]
    assert sorted(str(path.relative_to(APP)) for path in left) == []


def test_stylesheets_count_in_the_order_of_their_rooms() -> None:
    main = APP.parent / "styles" / "main.css"
    sheets = re.findall(r"^@import \"\.\./app/(.+)/[\w-]+\.css\";$", main.read_text(), re.MULTILINE)
    levels = [_rooms()[room] for room in sheets]
    assert len(levels) > 20
    assert levels == sorted(levels, reverse=True)


def test_no_folder_is_crowded() -> None:
    folders = [folder for top in (APP.parent, TESTS) for folder in (top, *top.rglob("*")) if folder.is_dir()]
    counts = {
        str(folder.relative_to(ROOT)): sum(one.is_file() for one in folder.iterdir())
        for folder in folders
        if folder.name != "__pycache__"
    }
    assert {folder: count for folder, count in counts.items() if count > FILES_IN_A_ROOM} == {}


def test_a_page_is_found_under_its_name() -> None:
    names = set(re.findall(r"import\(\"\./pages/(\w+)/(\w+)\.js\"\)", (APP / "main.js").read_text()))
    assert len(names) > 5
    assert all(folder == module for folder, module in names)
