"""A settings file that exists only in memory."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile


class InMemorySettingsStore:
    """Holds one raw mapping; set `problem` to make reading fail."""

    def __init__(self, raw: Mapping[str, Any], path: str = "/etc/proxlb/proxlb.yaml") -> None:
        self.path = path
        self.raw = raw
        self.problem: ProxlbUiError | None = None

    async def read(self) -> SettingsFile:
        """The mapping as settings."""
        if self.problem is not None:
            raise self.problem
        digest = hashlib.sha256(json.dumps(self.raw, sort_keys=True, default=str).encode()).hexdigest()
        return SettingsFile(self.path, digest, Settings.model_validate(self.raw), self.raw)
