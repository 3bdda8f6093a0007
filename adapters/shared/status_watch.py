"""One loop that looks at the service as long as anybody watches."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.service.service import ServiceStatus


class StatusWatch:
    """Begins with the first watcher, ends with the last, and tells all of them what was seen last."""

    def __init__(
        self, look: Callable[[], Awaitable[ServiceStatus]], look_on: Callable[[], Awaitable[None]], name: str
    ) -> None:
        self.last: ServiceStatus | None = None
        self._look = look
        self._look_on = look_on
        self._name = name
        self._change = Change()
        self._watchers = 0
        self._looking: asyncio.Task[None] | None = None

    def show(self, status: ServiceStatus) -> None:
        """This is how it stands now."""
        if status != self.last:
            self.last = status
            self._change.notify()

    async def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        """The present status, then every change; raises what ended the loop."""
        self._watchers += 1
        try:
            status = await self._look()
            # A loop that failed while we looked is no loop any more: those who watched before us raise its error and
            # leave, and we would wait for changes that nobody tells.
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_on_and_tell(), name=self._name)
            while True:
                seen = self._change.count
                yield status
                await self._change.wait(seen)
                if self._looking is not None and self._looking.done():
                    self._looking.result()  # raised in the task of whoever watches, which has an owner
                status = self.last or status
        finally:
            self._watchers -= 1
            if not self._watchers:
                await self.close()

    async def close(self) -> None:
        """End the loop, whoever watches."""
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.cancel()
            await asyncio.wait({looking})

    async def _look_on_and_tell(self) -> None:
        try:
            await self._look_on()
        finally:
            self._change.notify()
