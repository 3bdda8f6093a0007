"""Gives the cockpit the settings of ProxLB to write, and gives them back; never through a link laid by its user.

settings_access.py give    SETTINGS USER GROUP yes|no RECORD   (yes: take the right to read from everybody else)
settings_access.py restore USER RECORD
"""

import grp
import os
import pwd
import stat
import sys
from pathlib import Path

_NO_LINK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def give(settings: Path, user: str, group: str, private: str, record: Path) -> None:
    """The folder and the file to the user; what is made in the folder later belongs to the group as well."""
    uid, gid = pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid
    folder, file = _open_folder(settings.parent), _open_file(settings)
    _remember(record, {settings.parent: folder, settings: file})
    _own(folder, uid, gid, 0o2750 | _mode(folder) & 0o005)
    if file is not None:
        _own(file, uid, gid, 0o640 | (0 if private == "yes" else _mode(file) & 0o004))


def restore(user: str, record: Path) -> None:
    """Folders and files as they were before; whatever else the user made there becomes root's."""
    account = pwd.getpwnam(user)
    before = [line.split(maxsplit=3) for line in record.read_text().splitlines()]
    for *_, path in before:
        if Path(path).is_dir():
            _take_over(Path(path), account)
    for uid, gid, mode, path in before:
        handle = _open_folder(Path(path)) if Path(path).is_dir() else _open_file(Path(path))
        if handle is not None:
            _own(handle, int(uid), int(gid), int(mode, 8))


def _remember(record: Path, found: "dict[Path, int | None]") -> None:
    known = record.read_text() if record.exists() else ""
    paths = {line.split(maxsplit=3)[3] for line in known.splitlines()}
    for path, handle in found.items():
        if handle is not None and str(path) not in paths:
            status = os.fstat(handle)
            known += f"{status.st_uid} {status.st_gid} {_mode(handle):o} {path}\n"
    record.write_text(known)
    record.chmod(0o600)


def _take_over(folder: Path, account: pwd.struct_passwd) -> None:
    for _, folders, files, where in os.fwalk(".", dir_fd=_open_folder(folder)):
        for name in (*folders, *files):
            found = os.stat(name, dir_fd=where, follow_symlinks=False)
            if found.st_uid == account.pw_uid:
                gid = 0 if found.st_gid == account.pw_gid else -1
                os.chown(name, 0, gid, dir_fd=where, follow_symlinks=False)


def _open_folder(path: Path) -> int:
    return os.open(path, _NO_LINK | os.O_DIRECTORY)


def _open_file(path: Path) -> "int | None":
    try:
        file = os.open(path, _NO_LINK)
    except FileNotFoundError:
        return None
    except OSError as exc:
        sys.exit(
            f"error: {path} cannot be opened, or is a symbolic link ({exc.strerror}).\n  Put the file itself there."
        )
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        sys.exit(f"error: {path} is not a regular file, or has further names.\n  Put a plain copy there.")
    return file


def _mode(handle: int) -> int:
    return stat.S_IMODE(os.fstat(handle).st_mode)


def _own(handle: int, uid: int, gid: int, mode: int) -> None:
    os.fchown(handle, uid, gid)
    os.fchmod(handle, mode)


if __name__ == "__main__":
    action, *rest = sys.argv[1:]
    if action == "give":
        settings, user, group, private, record = rest
        give(Path(settings), user, group, private, Path(record))
    else:
        restore(rest[0], Path(rest[1]))
