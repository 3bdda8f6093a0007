"""Earlier versions of the file, beside it and readable to nobody else."""

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proxlb_ui.adapters.yaml_settings.file.disk import Disk

KEPT = 10
_ID = re.compile(r"\d{8}T\d{6}\.\d{3}Z")
_FORMAT = "%Y%m%dT%H%M%S.%f"


class Backups:
    """The files named like the settings file with .bak- and a time behind."""

    def __init__(self, disk: Disk, target: str) -> None:
        self._disk = disk
        self._directory, self._name = str(Path(target).parent), Path(target).name

    def add(self, content: bytes, status: os.stat_result) -> str:
        """Keep a version; gives its id."""
        backup_id, handle = self._create()
        try:
            self._disk.write_all(handle, content)
            with contextlib.suppress(PermissionError):
                self._disk.set_owner(handle, status)
            self._disk.flush(handle)
        except BaseException:
            self.remove(backup_id)
            raise
        finally:
            self._disk.close(handle)
        return backup_id

    def ids(self) -> list[str]:
        """Newest first."""
        prefix = f"{self._name}.bak-"
        found = [name[len(prefix) :] for name in self._disk.names(self._directory) if name.startswith(prefix)]
        return sorted(filter(_ID.fullmatch, found), reverse=True)

    def path(self, backup_id: str) -> str:
        """Where one is."""
        return str(Path(self._directory, f"{self._name}.bak-{backup_id}"))

    def remove(self, backup_id: str) -> None:
        """Forget one."""
        with contextlib.suppress(OSError):
            self._disk.remove(self.path(backup_id))

    def prune(self) -> None:
        """Forget all but the newest."""
        with contextlib.suppress(OSError):
            for backup_id in self.ids()[KEPT:]:
                self.remove(backup_id)

    def _create(self) -> tuple[str, int]:
        for moment in _moments(self.ids()):
            backup_id = moment.strftime(_FORMAT)[:-3] + "Z"
            try:
                return backup_id, self._disk.create(self.path(backup_id))
            except FileExistsError:
                continue
        raise FileExistsError(f"no free name for a backup of {self._name}")


def saved_at(backup_id: str) -> datetime:
    """When it was made."""
    return datetime.strptime(backup_id.removesuffix("Z"), _FORMAT).replace(tzinfo=UTC)


def _moments(ids: list[str]) -> Iterator[datetime]:
    """Now and the next milliseconds, and never before the newest backup, whatever the clock does."""
    newest = [saved_at(ids[0]) + timedelta(milliseconds=1)] if ids else []
    first = max([datetime.now(UTC), *newest])
    for step in range(100):
        yield first + timedelta(milliseconds=step)
