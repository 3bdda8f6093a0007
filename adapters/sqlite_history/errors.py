"""SQLite's exceptions in the project's own words."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from proxlb_ui.domain.errors import Denied, Unavailable

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DENIED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)


def damaged(exc: sqlite3.DatabaseError) -> bool:
    """True when the file is no database, or no longer one."""
    return _code(exc) in _DAMAGED


@contextmanager
def translated(path: Path) -> Generator[None, None, None]:
    """Raise what the ports raise."""
    try:
        yield
    except PermissionError as exc:
        raise _denied(path) from exc
    except OSError as exc:
        hint = "Check PROXLB_UI_STATE_DIR: the directory must exist and be the cockpit's to write."
        raise Unavailable(f"{path} cannot be opened: {exc.strerror}.", hint) from exc
    except sqlite3.DatabaseError as exc:
        if _code(exc) in _DENIED:
            raise _denied(path) from exc
        if _code(exc) == sqlite3.SQLITE_FULL:
            raise Unavailable(f"{path} cannot grow: the disk is full.", "Make room.") from exc
        raise Unavailable(f"{path} cannot be used: {exc}.", "Check the disk; the file may also be moved away.") from exc


def _denied(path: Path) -> Denied:
    return Denied(f"{path} may not be written.", f"Let the cockpit's user write {path.parent}.")


def _code(exc: sqlite3.DatabaseError) -> int:
    # The lowest byte is the kind; the rest says more than we use.
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF
