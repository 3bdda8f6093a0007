"""Following a container's log in a test, as the cockpit does."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from proxlb_ui.adapters.docker_engine import DockerContainer, DockerLogSource
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.background import Background
from proxlb_ui.domain.use_cases.log.follow_logs import FollowLogs, Subscription
from proxlb_ui.entrypoints.lifecycle import log_failure

from tests.contract.docker_fixtures import SOCKET, redact


class Viewer:
    """What one viewer has been shown so far: lines, and remarks about the log."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self.texts: list[str] = []
        self.notes: list[str] = []

    @property
    def lines(self) -> list[str]:
        """The lines that the tests printed."""
        return [text for text in self.texts if text.startswith("line ")]

    async def until(self, text: str, seconds: float = 20) -> None:
        """Look until a line or a remark contains this."""
        async with asyncio.timeout(seconds):
            while not any(text in shown for shown in (*self.texts, *self.notes)):
                batch = await self._subscription.next()
                self.texts += [line.text for line in batch.lines]
                self.notes += [batch.note] if batch.note else []


@asynccontextmanager
async def viewing(name: str, host: str = SOCKET) -> AsyncGenerator[Viewer, None]:
    """A viewer of the live log of the container of this name."""
    clock = SystemClock()
    background = Background(clock, log_failure)
    logs = FollowLogs(DockerLogSource(DockerContainer(name, host), redact), clock, background)
    async with logs.subscribe() as subscription:
        yield Viewer(subscription)


def held_open() -> tuple[int, int]:
    """This process's open files and threads."""
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir())), threading.active_count()


async def back_to(before: tuple[int, int], seconds: float = 5) -> tuple[int, int]:
    """What is held open, once it is no more than before or after a while."""
    deadline = asyncio.get_running_loop().time() + seconds
    while (now := held_open()) > before or now[1] > before[1]:
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.05)
    return now
