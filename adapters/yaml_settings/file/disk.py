"""The few things done to the disk, one method each, so that a test can make any of them fail."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Disk:
    """Thin on purpose: every method is one or two calls to the system."""

    def read(self, path: str, limit: int) -> bytes:
        """The first bytes of a file."""
        with Path(path).open("rb") as file:
            return file.read(limit)

    def status(self, path: str) -> os.stat_result:
        """Owner, mode, size and times of a file or of what a link means."""
        return Path(path).stat()

    def real(self, path: str) -> str:
        """The file itself, behind any links."""
        return str(Path(path).resolve())

    def names(self, directory: str) -> list[str]:
        """What is in a directory."""
        return [path.name for path in Path(directory).iterdir()]

    def allowed(self, path: str) -> bool:
        """True when we may write there."""
        return os.access(path, os.W_OK)

    def create(self, path: str) -> int:
        """A new file that only we can read."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def open_existing(self, path: str) -> int:
        """A file to be overwritten."""
        return os.open(path, os.O_WRONLY | os.O_CLOEXEC)

    def write_all(self, handle: int, content: bytes) -> None:
        """Write at the present position, although the system may take it in parts."""
        done = 0
        while done < len(content):
            done += os.write(handle, content[done:])

    def rewind(self, handle: int) -> None:
        """Back to the beginning."""
        os.lseek(handle, 0, os.SEEK_SET)

    def truncate(self, handle: int, size: int) -> None:
        """Cut off what is behind a size."""
        os.ftruncate(handle, size)

    def set_owner(self, handle: int, status: os.stat_result) -> None:
        """The owner and group of another file."""
        os.fchown(handle, status.st_uid, status.st_gid)

    def set_mode(self, handle: int, status: os.stat_result) -> None:
        """The mode of another file."""
        os.fchmod(handle, status.st_mode & 0o7777)

    def copy_attributes(self, source: str, handle: int) -> None:
        """Access lists and labels, where the file system has them."""
        try:
            names = os.listxattr(source)
        except OSError:
            return  # a file system that has none
        for name in names:
            try:
                os.setxattr(handle, name, os.getxattr(source, name))
            except OSError as exc:
                # Labels that only the kernel may set are set by it.
                if exc.errno not in (errno.ENOTSUP, errno.ENODATA, errno.EINVAL, errno.EPERM):
                    raise

    def flush(self, handle: int) -> None:
        """Onto the disk."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Let go of a file."""
        os.close(handle)

    def replace(self, source: str, target: str) -> None:
        """Put one file in the place of another, in one step."""
        Path(source).replace(target)

    def remove(self, path: str) -> None:
        """Delete a file."""
        Path(path).unlink()

    def flush_directory(self, directory: str) -> None:
        """Make a rename survive a power cut."""
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        except OSError as exc:
            if exc.errno != errno.EINVAL:  # some network file systems cannot
                raise
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def locked(self, directory: str) -> Iterator[bool]:
        """Hold the directory's lock; False when somebody else does."""
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as exc:
                # A file system without locks is no reason not to save: the digest is checked as well.
                yield exc.errno not in (errno.EWOULDBLOCK, errno.EACCES)
            else:
                yield True
        finally:
            os.close(handle)
