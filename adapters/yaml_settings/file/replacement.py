"""Putting new bytes in the place of a file: the old ones or the new ones are there at every moment."""

import contextlib
import errno
import hashlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from proxlb_ui.adapters.yaml_settings.file.backups import Backups
from proxlb_ui.adapters.yaml_settings.file.disk import Disk
from proxlb_ui.adapters.yaml_settings.text.document import LARGEST_FILE_BYTES
from proxlb_ui.domain.errors import Conflict
from proxlb_ui.domain.model.settings.text.source import Written

LOCK_SECONDS = 5.0
_POLL_SECONDS = 0.05
# A single file mounted into a Docker container, and a rename that would change its owner.
_IN_PLACE = (errno.EBUSY, errno.EXDEV)


class Replacement:
    """One file that is replaced as a whole, with a backup of what it held."""

    def __init__(self, disk: Disk, path: str, lock_seconds: float = LOCK_SECONDS) -> None:
        self._disk = disk
        self._path = path
        self._lock_seconds = lock_seconds

    def write(self, content: bytes, check: Callable[[bytes], None]) -> Written:
        """Replace the file; check sees what is there, under the lock, and raises to leave it alone."""
        disk = self._disk
        target = disk.real(self._path)
        directory = str(Path(target).parent)
        deadline = time.monotonic() + self._lock_seconds
        while True:
            with disk.locked(directory) as mine:
                if mine:
                    return self._write(target, directory, content, check)
            if time.monotonic() > deadline:
                raise Conflict(f"Another program is writing {self._path}.", "Try again in a moment.")
            time.sleep(_POLL_SECONDS)

    def _write(self, target: str, directory: str, content: bytes, check: Callable[[bytes], None]) -> Written:
        disk, backups = self._disk, Backups(self._disk, target)
        self._remove_leftovers(target, directory)
        before, status = disk.read(target, LARGEST_FILE_BYTES), disk.status(target)
        check(before)
        if content == before:
            return Written(digest_of(content))
        backup = backups.add(before, status)
        try:
            in_place = self._put(target, directory, content, before, status, check)
            found = disk.read(target, LARGEST_FILE_BYTES)
        except BaseException:
            # Nothing came of it, so nothing needs a way back.
            with contextlib.suppress(OSError):
                if disk.read(target, LARGEST_FILE_BYTES) == before:
                    backups.remove(backup)
            raise
        if found != content:
            raise Conflict(
                f"{self._path} was overwritten by another program in the moment it was saved.",
                f"Look at the file; the backup {backup} holds what was there before.",
            )
        backups.prune()
        return Written(digest_of(content), backup, in_place)

    def _put(
        self, target: str, directory: str, content: bytes, before: bytes, status: os.stat_result,
        check: Callable[[bytes], None],
    ) -> bool:  # fmt: skip
        """True when the file could only be overwritten."""
        disk = self._disk
        fresh = f"{_leftover(target)}{secrets.token_hex(6)}"
        try:
            kept = self._write_new(fresh, target, content, status)
            check(disk.read(target, LARGEST_FILE_BYTES))
            if kept:
                disk.replace(fresh, target)
                disk.flush_directory(directory)
                return False
        except OSError as exc:
            if exc.errno not in _IN_PLACE:
                raise
        finally:
            with contextlib.suppress(OSError):
                disk.remove(fresh)
        self._overwrite(target, content, before)
        return True

    def _write_new(self, path: str, like: str, content: bytes, status: os.stat_result) -> bool:
        """A complete file beside the old one; False when it could not be given the same owner."""
        handle = self._disk.create(path)
        try:
            self._disk.write_all(handle, content)
            try:
                self._disk.set_owner(handle, status)
            except PermissionError:
                return False
            self._disk.set_mode(handle, status)
            self._disk.copy_attributes(like, handle)
            self._disk.flush(handle)
        finally:
            self._disk.close(handle)
        return True

    def _overwrite(self, target: str, content: bytes, before: bytes) -> None:
        """In one write, filled up with empty lines to the old length, so that no old line is left behind it."""
        disk = self._disk
        handle = disk.open_existing(target)
        try:
            try:
                disk.write_all(handle, content.ljust(len(before), b"\n"))
                disk.truncate(handle, len(content))
                disk.flush(handle)
            except OSError:
                # The old bytes need no new room on the disk.
                disk.rewind(handle)
                disk.write_all(handle, before)
                disk.truncate(handle, len(before))
                disk.flush(handle)
                raise
        finally:
            disk.close(handle)

    def _remove_leftovers(self, target: str, directory: str) -> None:
        """What a program killed in the middle left behind; nobody else writes while we hold the lock."""
        prefix = Path(_leftover(target)).name
        for name in self._disk.names(directory):
            if name.startswith(prefix):
                with contextlib.suppress(OSError):
                    self._disk.remove(str(Path(directory, name)))


def digest_of(content: bytes) -> str:
    """What the file's ETag is made of."""
    return hashlib.sha256(content).hexdigest()


def _leftover(target: str) -> str:
    path = Path(target)
    return str(path.with_name(f".{path.name}.new-"))
