"""Reading ProxLB's settings file."""

from typing import Protocol

from proxlb_ui.domain.model.settings.values.settings import SettingsFile


class SettingsStore(Protocol):
    """The file ProxLB reads; raises NotFound, Denied or Invalid with the line where it knows it."""

    async def read(self) -> SettingsFile:
        """The file as it is now; cheap when it has not changed since the last call."""
        ...
