"""Running the engine once, beside the service."""

from collections.abc import AsyncGenerator
from typing import Protocol

from proxlb_ui.domain.model.runs.engine_run import EngineEvent, RunKind


class EngineRunner(Protocol):
    """Starts the real engine with settings on its standard input; raises Unavailable, Denied or NotFound."""

    def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        """Every line the engine prints, then its exit; closing the generator ends the engine, SIGINT first."""
        ...
