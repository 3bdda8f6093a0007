"""A room is small enough to be looked through, and says in one sentence what it is."""

import ast
import re
from collections import Counter
from pathlib import PurePosixPath

from tests.architecture.sources import PACKAGES, ROOT
from tests.architecture.test_project import tracked

MOST_FILES = 15
ROOMS = (*PACKAGES, "web_assets", "tests")


def test_no_folder_holds_more_than_can_be_looked_through() -> None:
    paths = [PurePosixPath(name) for name in tracked() if name.startswith(tuple(f"{room}/" for room in ROOMS))]
    # Recordings are data: one file a scene, found by its name.
    paths = [path for path in paths if not path.is_relative_to("tests/recordings")]
    files = Counter(str(path.parent) for path in paths if path.name != "__init__.py" and (ROOT / path).exists())
    assert not {folder: count for folder, count in files.items() if count > MOST_FILES}


def test_every_room_says_in_one_sentence_what_it_is() -> None:
    silent = []
    for package in PACKAGES:
        for folder in [ROOT / package, *(ROOT / package).rglob("*/")]:
            if not any(folder.glob("*.py")):
                continue
            room = folder / "__init__.py"
            said = ast.get_docstring(ast.parse(room.read_text())) if room.exists() else None
            if said is None or len(re.findall(r"[.!?](?=\s|$)", said)) != 1 or not said.endswith("."):
                silent.append(str(folder.relative_to(ROOT)))
    assert not silent
