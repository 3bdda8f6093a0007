"""Knowing, from every read of the settings, what must never be shown."""

from proxlb_ui.domain.model.settings.text.redaction import Redactor
from proxlb_ui.domain.model.settings.values.settings import SettingsFile
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.use_cases.settings.engine_settings import secrets_of

REMEMBERED = 20


class HideSecrets:
    """A settings store that learns secrets in passing; calling it hides them in a text.

    Replaced secrets stay hidden too: the service may still run with the old ones, and its log still holds them.
    """

    def __init__(self, store: SettingsStore) -> None:
        self._store = store
        self._known: list[str] = []
        self._redact = Redactor()

    async def read(self) -> SettingsFile:
        """The file as it is now."""
        file = await self._store.read()
        new = [secret for secret in secrets_of(file) if secret not in self._known]
        if new:
            self._known = [*self._known, *new][-REMEMBERED:]
            self._redact = Redactor(self._known)
        return file

    def __call__(self, text: str) -> str:
        return self._redact(text)
