"""The page's files, held in memory under a path that names their contents."""

import hashlib
import posixpath
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from proxlb_ui.entrypoints.web.kit.encoding import compressed

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
INDEX = "index.html"
STYLES = "styles/main.css"
PLACEHOLDER = b"{{build}}"
IMPORT = re.compile(rb'^@import "([^"]+)";$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, also compressed where that makes it smaller."""

    body: bytes
    gzip: bytes | None
    content_type: str
    etag: str


class Assets:
    """Only what was there at start can be served, so no path can lead elsewhere."""

    def __init__(self, folder: Traversable | None = None) -> None:
        contents = dict(_walk(folder or files("proxlb_ui.web_assets"), ""))
        digest = hashlib.sha256()
        for name in sorted(contents):
            digest.update(name.encode() + b"\0" + contents[name] + b"\0")
        self.build = digest.hexdigest()[:12]
        index = contents.pop(
            INDEX, b"<!doctype html><title>proxlb-ui</title>The page is missing from this installation."
        )
        self.index = _asset(INDEX, index.replace(PLACEHOLDER, self.build.encode()))
        self._assets = {name: _asset(name, body) for name, body in _with_one_sheet(contents).items()}

    def find(self, name: str) -> Asset | None:
        """The file of that name, or None."""
        return self._assets.get(name)


def _walk(folder: Traversable, prefix: str) -> "list[tuple[str, bytes]]":
    found = []
    for entry in folder.iterdir():
        suffix = f".{entry.name.rpartition('.')[2]}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif suffix in TYPES:
            found.append((f"{prefix}{entry.name}", entry.read_bytes()))
    return found


def _with_one_sheet(contents: dict[str, bytes]) -> dict[str, bytes]:
    """The main stylesheet with what it imports in place, and no other: a browser would fetch each import by itself."""
    if STYLES not in contents:
        return contents

    def imported(found: re.Match[bytes]) -> bytes:
        return contents[posixpath.normpath(posixpath.join(posixpath.dirname(STYLES), found[1].decode()))]

    others = {name: body for name, body in contents.items() if not name.endswith(".css")}
    return {**others, STYLES: IMPORT.sub(imported, contents[STYLES])}


def _asset(name: str, body: bytes) -> Asset:
    small = compressed(body)
    suffix = f".{name.rpartition('.')[2]}"
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Asset(body, small if len(small) < len(body) else None, TYPES[suffix], etag)
