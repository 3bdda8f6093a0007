"""The project as a whole: what is in it, and what must not be."""

import importlib.metadata
import re
import subprocess

import pytest
from proxlb_ui.entrypoints.config import VARIABLES

from tests.architecture.settings_document import COMMAND, DOCUMENT, rewritten
from tests.architecture.sources import ROOT

FOLDERS = {"domain", "adapters", "entrypoints", "web_assets", "tests", "deploy", "docs", ".ci"}
# Split, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.",
            "npm" + r"js\.(org|com)",
            "deb\\." + r"debian\.org",
            "/wo" + r"rk/",
            "/ro" + r"ot/\.",
        )
    )
)
BANNED_WORDS = re.compile(r"\b(hypervisor|cordon|drain(ed|ing)?)\b", re.IGNORECASE)


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


def test_the_top_level_is_what_was_agreed() -> None:
    assert {name.partition("/")[0] for name in tracked() if "/" in name} == FOLDERS


def test_nothing_tracked_names_a_registry_or_a_machine() -> None:
    found = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in (".png",) or not path.is_file() or name == "LICENSE":
            continue
        found += [f"{name}: {match[0]}" for match in FORBIDDEN.finditer(path.read_text(errors="replace"))]
    assert not found


def test_texts_use_the_words_of_the_glossary() -> None:
    texts = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "web_assets").rglob("*.js")]
    wrong = {str(path): BANNED_WORDS.findall(path.read_text()) for path in texts if path.name != "glossary.md"}
    assert not {path: words for path, words in wrong.items() if words}


def test_every_variable_is_documented() -> None:
    text = (ROOT / "docs" / "configure.md").read_text()
    assert not [variable.name for variable in VARIABLES if f"`{variable.name}`" not in text]


def test_the_settings_are_documented_as_they_are_declared() -> None:
    text = DOCUMENT.read_text()
    assert text == rewritten(text), f"write the table anew: {COMMAND}"
    assert text.count("| `") > 40


def test_one_name_is_installed() -> None:
    names = importlib.metadata.distribution("proxlb-ui").read_text("top_level.txt")
    assert names is not None
    assert names.split() == ["proxlb_ui"]
