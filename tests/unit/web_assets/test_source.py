"""What the front end's source must never contain, and how big it may get."""

import gzip
import re
from pathlib import Path

import pytest

WEB_ASSETS = Path(__file__).parents[3] / "web_assets"
MODULES = sorted((WEB_ASSETS / "app").rglob("*.js"))
SHEETS = sorted(WEB_ASSETS.rglob("*.css"))
INDEX = WEB_ASSETS / "index.html"
MODULE_LINES = 400
FUNCTION_LINES = 60
PAGE_BYTES_GZIP = 60 * 1024
STATIC_IMPORT = r"^(?:import|export) (?:[^;]*? from )?\"(\.[^\"]+)\";"
FIRST_LOAD_API_REQUESTS = 5
FIRST_LOAD_REQUESTS = 9

FORBIDDEN = {
    "markup from text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|ContextualFragment|DOMParser|srcdoc",
    "code from text": r"\beval\s*\(|new Function\b|setTimeout\(\s*[\"'`]|javascript:",
    "inline handler": r"setAttribute\(\s*[\"']on|<[^>]+\son\w+\s*=",
    "inline style": r"setAttribute\(\s*[\"']style|<[^>]+\sstyle\s*=",
    "another origin": r"[\"'`(]https?://(?!www\.w3\.org/)",
}
FUNCTION_START = re.compile(
    r"^(\s*)(?:export )?(?:async )?(?:function\b|(?:static |async |get |set |#)*[\w#]+\([^;]*\) \{$)"
)


def _files() -> list[Path]:
    return [*MODULES, INDEX, *SHEETS]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_is_absent(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(WEB_ASSETS)}:{number}: {line.strip()[:100]}"
        for path in _files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line) and not (path == INDEX and "data:image/svg+xml" in line)
    ]
    assert found == []


def test_only_one_module_fetches() -> None:
    fetching = [path.name for path in MODULES if re.search(r"\bfetch\(|XMLHttpRequest|EventSource", path.read_text())]
    assert fetching == ["http.js"]


def test_only_one_module_opens_sockets() -> None:
    opening = [path.name for path in MODULES if re.search(r"WebSocket\(", path.read_text())]
    assert opening == ["socket.js"]


@pytest.mark.parametrize("room", ["state", "pages/settings/draft"])
def test_state_knows_no_dom(room: str) -> None:
    names = re.compile(r"querySelector|createElement|from \"[./]+/(dom|elements)/")
    inside = [path for path in MODULES if path.parent == WEB_ASSETS / "app" / room]
    assert inside
    assert [path.name for path in inside if names.search(path.read_text())] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_size(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert len(lines) <= MODULE_LINES
    for start, line in enumerate(lines):
        if (found := FUNCTION_START.match(line)) is None or not line.endswith("{"):
            continue
        end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith(f"{found[1]}}}"))
        assert end - start < FUNCTION_LINES, f"{path.name}:{start + 1} is {end - start + 1} lines long"


def test_every_module_says_what_it_is_for() -> None:
    assert [path.name for path in MODULES if not path.read_text().startswith(("/**", "//"))] == []


def test_index_has_no_inline_code_and_stays_below_its_base_path() -> None:
    html = INDEX.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style", html) == []
    addresses = [
        address for address in re.findall(r"(?:src|href)=\"([^\"]+)\"", html) if not address.startswith("data:")
    ]
    assert addresses
    assert all(address.startswith("assets/{{build}}/") for address in addresses)
    assert all((WEB_ASSETS / address.removeprefix("assets/{{build}}/")).is_file() for address in addresses)
    assert '<meta name="build" content="{{build}}">' in html


def test_every_stylesheet_is_imported_once_and_says_what_it_is_for() -> None:
    main = WEB_ASSETS / "styles" / "main.css"
    imported = [
        (main.parent / name).resolve() for name in re.findall(r"^@import \"(.+)\";$", main.read_text(), re.MULTILINE)
    ]
    assert sorted(imported) == [path for path in SHEETS if path != main]
    assert [path.name for path in SHEETS if not path.read_text().startswith("/*")] == []
    assert [path.name for path in SHEETS if path != main and "@import" in path.read_text()] == []


def test_every_import_names_a_file() -> None:
    missing = [
        f"{path.name}: {name}"
        for path in MODULES
        for name in re.findall(r"(?:from|import|import\()\s*\"(\.[^\"]+)\"", path.read_text())
        if not (path.parent / name).is_file()
    ]
    assert missing == []


def _first_load() -> set[Path]:
    """The modules the overview needs: what main.js imports, but not what it imports later."""
    found: set[Path] = set()
    waiting = [WEB_ASSETS / "app/main.js", WEB_ASSETS / "app/theme.js"]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += [path.parent / name for name in re.findall(STATIC_IMPORT, path.read_text(), re.MULTILINE)]
    return found


def test_weight_of_the_first_page() -> None:
    files = [*_first_load(), INDEX]
    total = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)
    total += len(gzip.compress(b"".join(path.read_bytes() for path in SHEETS), 6))
    assert total <= PAGE_BYTES_GZIP, f"{total} bytes"
    assert total >= PAGE_BYTES_GZIP // 4, "the count misses most of the page"


def test_few_requests_besides_modules() -> None:
    html = INDEX.read_text()
    besides = re.findall(r"<link rel=\"stylesheet\"|<script src=|<img\b", html)
    assert 1 + len(besides) + FIRST_LOAD_API_REQUESTS <= FIRST_LOAD_REQUESTS


def test_every_token_is_declared_once_and_used() -> None:
    tokens = re.findall(r"(--[\w-]+):", (WEB_ASSETS / "styles" / "tokens.css").read_text())
    everything = "".join(path.read_text() for path in SHEETS)
    assert len(tokens) > 40
    assert len(tokens) == len(set(tokens))
    assert [token for token in tokens if f"var({token})" not in everything] == []
