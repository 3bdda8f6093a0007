"""The settings' text and its backups, in memory; the text is JSON, which is YAML too."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.errors import NotFound, ProxlbUiError
from proxlb_ui.domain.model.settings.text.change import SettingsChange, changed
from proxlb_ui.domain.model.settings.text.secrets import is_secret_key
from proxlb_ui.domain.model.settings.text.source import (
    Backup,
    ParsedText,
    Place,
    SecretSpan,
    SettingsSource,
    StaleSettings,
    TextProblem,
    Written,
)

KEPT = 10


class InMemorySettingsEditor:
    """Edits what an in-memory store holds; set `problem` to make writing fail."""

    def __init__(self, store: InMemorySettingsStore, text: str | None = None) -> None:
        self._store = store
        self.text = json.dumps(store.raw, indent=2) if text is None else text
        self.problem: ProxlbUiError | None = None
        self._kept: dict[str, str] = {}

    async def load(self) -> SettingsSource:
        """The text as it is now."""
        if self._store.problem is not None:
            raise self._store.problem
        return SettingsSource(self._store.path, _digest(self.text), self.text)

    async def parse(self, text: str) -> ParsedText:
        """What a text means."""
        try:
            values = json.loads(text)
        except ValueError:
            return ParsedText(None, TextProblem("The file is not valid YAML.", "Check the quotes.", Place(1, 1)))
        if not isinstance(values, dict):
            return ParsedText(None, TextProblem("The file holds no sections.", "Start from an example."))
        return ParsedText(values, secrets=tuple(_secrets(text, values)))

    async def edit(self, text: str, changes: Iterable[SettingsChange]) -> str:
        """The text with the changes."""
        return json.dumps(changed(json.loads(text), changes), indent=2)

    async def write(self, text: str, digest: str) -> Written:
        """Replace the text if it still has the digest."""
        current = await self.load()
        if self.problem is not None:
            raise self.problem
        if current.digest != digest:
            raise StaleSettings(current)
        if text == self.text:
            return Written(digest)
        after = [saved_at + timedelta(milliseconds=1) for saved_at in map(_saved_at, self._kept)]
        moment = max([datetime.now(UTC), *after])
        backup = f"{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03d}Z"
        self._kept = dict(sorted({**self._kept, backup: self.text}.items())[-KEPT:])
        self.text = text
        values = (await self.parse(text)).values
        if values is not None:
            self._store.raw = values
        return Written(_digest(text), backup)

    async def backups(self) -> tuple[Backup, ...]:
        """What can be restored."""
        return tuple(
            Backup(name, _saved_at(name), len(text.encode()), _digest(text))
            for name, text in sorted(self._kept.items(), reverse=True)
        )

    async def load_backup(self, backup_id: str) -> SettingsSource:
        """One of them."""
        if backup_id not in self._kept:
            raise NotFound("There is no such backup.", "List them again.")
        text = self._kept[backup_id]
        return SettingsSource(f"{self._store.path}.bak-{backup_id}", _digest(text), text)

    async def refusal(self) -> str:
        """Why the text cannot be written."""
        return self.problem.message if self.problem is not None else ""


def _saved_at(name: str) -> datetime:
    return datetime.strptime(name, "%Y%m%dT%H%M%S.%f%z")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _secrets(text: str, values: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterable[SecretSpan]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _secrets(text, value, (*path, key))
        elif is_secret_key(key) and isinstance(value, str):
            start = text.index(json.dumps(value), text.index(json.dumps(key) + ":"))
            yield SecretSpan(start, start + len(json.dumps(value)), ".".join((*path, key)))
