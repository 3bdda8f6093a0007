"""Handing deltas to connected browsers, each with a bounded queue of its own."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proxlb_ui.entrypoints.web.kit.encoding import to_json
from proxlb_ui.entrypoints.web.kit.published import Delta

QUEUED_DELTAS = 64


class Listener:
    """One browser: the topics it wants and what it has not been sent yet."""

    def __init__(self) -> None:
        self.topics: frozenset[str] = frozenset()
        self._waiting: deque[str] = deque()
        self._overflown = False
        self._event = asyncio.Event()

    def offer(self, topic: str, message: str) -> None:
        """Queue an encoded delta; a full queue is given up and the browser told to read again."""
        if topic not in self.topics:
            return
        if len(self._waiting) >= QUEUED_DELTAS:
            self._waiting.clear()
            self._overflown = True
        if not self._overflown:
            self._waiting.append(message)
        self._event.set()

    async def next(self) -> str:
        """The next message for this browser."""
        while not self._waiting and not self._overflown:
            self._event.clear()
            await self._event.wait()
        if self._overflown:
            self._overflown = False
            return to_json({"type": "resync", "topics": sorted(self.topics)}).decode()
        return self._waiting.popleft()


class Feed:
    """All connected browsers; a delta is encoded once, whatever their number."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """One more browser, until the block is left."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def send(self, delta: Delta | None) -> None:
        """Offer a delta to everybody who wants its topic."""
        if delta is None or not any(delta.topic in listener.topics for listener in self._listeners):
            return
        payload: dict[str, Any] = delta.message()
        message = to_json(payload).decode()
        for listener in self._listeners:
            listener.offer(delta.topic, message)
