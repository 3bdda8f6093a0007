"""Whether this user may read the system's journal."""

import os
from pathlib import Path

from proxlb_ui.domain.errors import Denied, NotFound

# journald lets its files grow by 8 MiB at a time.
LEAST_FREE_BYTES = 8 << 20
FOLDERS = (Path("/var/log/journal"), Path("/run/log/journal"))


def require_journal(folders: tuple[Path, ...] = FOLDERS) -> None:
    """Raises what is wrong: systemd's library would just show nothing."""
    files = [file for folder in folders for file in _system_files(folder)]
    if not files:
        raise NotFound(
            "There is no system journal on this machine.",
            "Is systemd-journald running, and does it keep what it gets (Storage= in journald.conf)?",
        )
    if not any(os.access(file, os.R_OK) for file in files):
        raise Denied(
            "The cockpit's user may not read the system's journal, which holds ProxLB's log.",
            "Put it into the group systemd-journal and restart the cockpit.",
        )


def space_problem(folders: tuple[Path, ...] = FOLDERS) -> str:
    """That journald has no room for new lines, or an empty text."""
    for file in (file for folder in folders for file in _system_files(folder)):
        found = os.statvfs(file.parent)
        if found.f_bavail * found.f_frsize < LEAST_FREE_BYTES:
            return f"The disk of {file.parent} is full: journald drops ProxLB's new lines until there is room again."
    return ""


def _system_files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*/system*.journal*"))
    except PermissionError:
        return []
