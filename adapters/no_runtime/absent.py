"""The three ports of a runtime that is not there."""

import asyncio
from collections.abc import AsyncGenerator

from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.log.lines import LogLine, LogPage
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, RunKind
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState, ServiceStatus


class AbsentServiceControl:
    """A service nobody runs: its status says what was looked for, and every action is refused with the reason."""

    def __init__(self, message: str, hint: str) -> None:
        self._message = message
        self._hint = hint

    async def status(self) -> ServiceStatus:
        return ServiceStatus(
            state=ServiceState.UNKNOWN,
            runtime=RuntimeKind.NONE,
            message=self._message,
            hint=self._hint,
            refused=dict.fromkeys(ServiceAction, self._message),
        )

    async def perform(self, action: ServiceAction) -> None:
        raise NotFound(f"Cannot {action} ProxLB: {self._message}", self._hint)

    async def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        yield await self.status()
        await asyncio.Event().wait()  # nothing will ever change; the watcher ends by closing us

    async def close(self) -> None:
        """Nothing is held."""


class AbsentLogSource:
    """A log nobody writes."""

    def __init__(self, message: str, hint: str) -> None:
        self._message = message
        self._hint = hint

    async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
        raise NotFound(f"There is no log to read: {self._message}", self._hint)

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        raise NotFound(f"There is no log to follow: {self._message}", self._hint)
        yield ()  # makes this an async generator, as the port asks


class AbsentEngineRunner:
    """An engine that is not installed anywhere we know."""

    def __init__(self, message: str, hint: str) -> None:
        self._message = message
        self._hint = hint

    async def run(self, kind: RunKind, settings_text: str) -> AsyncGenerator[EngineEvent, None]:
        raise NotFound(f"Cannot run the engine: {self._message}", self._hint)
        yield  # makes this an async generator, as the port asks
