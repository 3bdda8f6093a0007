"""The settings file as text: read, edited by splicing, replaced as a whole."""

import stat
from collections.abc import Iterable
from pathlib import Path

from proxlb_ui.adapters.yaml_settings.file.backups import Backups, saved_at
from proxlb_ui.adapters.yaml_settings.file.disk import Disk
from proxlb_ui.adapters.yaml_settings.file.errors import DIRECTORY_HINT, unreadable, unwritable
from proxlb_ui.adapters.yaml_settings.file.replacement import LOCK_SECONDS, Replacement, digest_of
from proxlb_ui.adapters.yaml_settings.file.threads import FileThreads
from proxlb_ui.adapters.yaml_settings.text.document import LARGEST_FILE_BYTES, decoded
from proxlb_ui.adapters.yaml_settings.text.edits import edited
from proxlb_ui.adapters.yaml_settings.text.reading import parsed
from proxlb_ui.domain.errors import Invalid, NotFound
from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.model.settings.text.source import Backup, ParsedText, SettingsSource, StaleSettings, Written


class YamlSettingsEditor:
    """Changes one path; the disk is an argument so that tests can make it fail, as is how long a lock is waited for."""

    def __init__(self, path: str, disk: Disk | None = None, lock_seconds: float = LOCK_SECONDS) -> None:
        self._path = path
        self._lock_seconds = lock_seconds
        self._disk = disk or Disk()
        self._threads = FileThreads(path)

    async def load(self) -> SettingsSource:
        """The file as it is now."""
        return await self._threads.call(lambda: self._source(self._path))

    async def parse(self, text: str) -> ParsedText:
        """What a text means."""
        return await self._threads.think(lambda: parsed(text))

    async def edit(self, text: str, changes: Iterable[SettingsChange]) -> str:
        """The text with the changes."""
        wanted = list(changes)
        return await self._threads.think(lambda: edited(text, wanted))

    async def write(self, text: str, digest: str) -> Written:
        """Replace the file if it still has the digest."""

        def check(content: bytes) -> None:
            if digest_of(content) != digest:
                raise StaleSettings(
                    SettingsSource(self._path, digest_of(content), content.decode("utf-8", errors="replace"))
                )

        def work() -> Written:
            self._source(self._path)
            try:
                return Replacement(self._disk, self._path, self._lock_seconds).write(text.encode("utf-8"), check)
            except OSError as exc:
                raise unwritable(self._path, exc) from exc

        return await self._threads.call(work)

    async def backups(self) -> tuple[Backup, ...]:
        """What can be restored."""
        return await self._threads.call(self._backups)

    async def load_backup(self, backup_id: str) -> SettingsSource:
        """One of them."""

        def work() -> SettingsSource:
            kept = Backups(self._disk, self._disk.real(self._path))
            # Only names found in the directory are opened, so none can lead out of it.
            if backup_id not in kept.ids():
                raise NotFound("There is no such backup.", "The oldest ones are deleted; list them again.")
            return self._source(kept.path(backup_id))

        return await self._threads.call(work)

    async def refusal(self) -> str:
        """Why the file cannot be written."""

        def work() -> str:
            target = self._disk.real(self._path)
            closed = [path for path in (target, str(Path(target).parent)) if not self._disk.allowed(path)]
            return f"The cockpit may not write {' and '.join(closed)}." if closed else ""

        return await self._threads.call(work)

    def _source(self, path: str) -> SettingsSource:
        try:
            mode = self._disk.status(path).st_mode
            if stat.S_ISDIR(mode):
                raise Invalid(f"{path} is a directory, not a file.", DIRECTORY_HINT)
            if not stat.S_ISREG(mode):
                raise Invalid(f"{path} is not a regular file.", "Name the YAML file itself.")
            content = self._disk.read(path, LARGEST_FILE_BYTES + 1)
        except OSError as exc:
            raise unreadable(path, exc) from exc
        if len(content) > LARGEST_FILE_BYTES:
            raise Invalid(f"{path} is larger than 1 MiB.", "Settings are a few kilobytes; is this the right file?")
        return SettingsSource(path, digest_of(content), decoded(content, path))

    def _backups(self) -> tuple[Backup, ...]:
        try:
            kept = Backups(self._disk, self._disk.real(self._path))
            found = []
            for backup_id in kept.ids():
                content = self._disk.read(kept.path(backup_id), LARGEST_FILE_BYTES)
                found.append(Backup(backup_id, saved_at(backup_id), len(content), digest_of(content)))
        except OSError as exc:
            raise unreadable(self._path, exc) from exc
        return tuple(found)
