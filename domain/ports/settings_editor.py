"""Changing ProxLB's settings file as text, with a way back."""

from collections.abc import Iterable
from typing import Protocol

from proxlb_ui.domain.model.settings.text.change import SettingsChange
from proxlb_ui.domain.model.settings.text.source import Backup, ParsedText, SettingsSource, Written


class SettingsEditor(Protocol):
    """The file as text; raises NotFound, Denied, Unavailable, TimedOut, or Invalid for what is no text file."""

    async def load(self) -> SettingsSource:
        """The file as it is now, whether or not it means anything."""
        ...

    async def parse(self, text: str) -> ParsedText:
        """What a text means; never raises because of the text."""
        ...

    async def edit(self, text: str, changes: Iterable[SettingsChange]) -> str:
        """The text with the changes, everything else as it was; raises Invalid when that cannot be done."""
        ...

    async def write(self, text: str, digest: str) -> Written:
        """Replace the file if it still has the digest, keeping a backup; raises StaleSettings if it has not."""
        ...

    async def backups(self) -> tuple[Backup, ...]:
        """What can be restored, newest first."""
        ...

    async def load_backup(self, backup_id: str) -> SettingsSource:
        """One of them; raises NotFound."""
        ...

    async def refusal(self) -> str:
        """Why the file cannot be written; empty when it can."""
        ...
