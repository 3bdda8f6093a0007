"""What the system's refusals mean for the settings file."""

import errno
import os

from proxlb_ui.domain.errors import Conflict, Denied, Invalid, NotFound, ProxlbUiError, Unavailable

# Taking the file's group away would shut ProxLB itself out.
_BOTH = "Leave its group as it is, by which ProxLB reads it."
DIRECTORY_HINT = "Docker creates a directory when the file to mount does not exist: remove it and create the file."


def unreadable(path: str, exc: OSError) -> ProxlbUiError:
    """Why the file cannot be read."""
    if isinstance(exc, FileNotFoundError | NotADirectoryError):
        hint = "Set PROXLB_CONFIG, or copy ProxLB's example: /etc/proxlb/proxlb_example.yaml."
        return NotFound(f"{path} does not exist.", hint)
    if isinstance(exc, IsADirectoryError):
        return Invalid(f"{path} is a directory, not a file.", DIRECTORY_HINT)
    if isinstance(exc, PermissionError):
        hint = f"Let user {os.geteuid()}, as whom the cockpit runs, read it: chown {os.geteuid()} {path}. {_BOTH}"
        return Denied(f"{path} may not be read.", hint)
    return Unavailable(f"{path} cannot be read: {exc.strerror}.", "Check the disk and the mount.")


def unwritable(path: str, exc: OSError) -> ProxlbUiError:
    """Why the file cannot be written; it is as it was."""
    if exc.errno == errno.EROFS:
        hint = "Mount its directory without :ro, or change the settings where they are kept."
        return Denied(f"{path} is on a read-only file system.", hint)
    if exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable(f"There is no room to save {path}: the disk is full.", "Free some space, then save again.")
    if isinstance(exc, PermissionError):
        folder = path.rpartition("/")[0] or "."
        hint = f"Give it and its directory to the cockpit's user: chown {os.geteuid()} {folder} {path}. {_BOTH}"
        return Denied(f"{path} may not be written.", hint)
    if isinstance(exc, FileNotFoundError | IsADirectoryError):
        return unreadable(path, exc)
    if exc.errno == errno.EBUSY:
        return Conflict(f"{path} is in use and cannot be replaced.", "Mount its directory instead of the single file.")
    return Unavailable(f"{path} cannot be saved: {exc.strerror}.", "Check the disk and the mount.")
