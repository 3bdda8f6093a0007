"""From a pipe to lines."""

import asyncio
from collections.abc import Callable

from proxlb_ui.domain.model.log.line_splitter import LineSplitter


class PipeReader(asyncio.Protocol):
    """Hands over lines the moment they arrive; `ended` resolves when every writer has closed the pipe."""

    def __init__(self, receive: Callable[[list[str]], None]) -> None:
        self._receive = receive
        self._splitter = LineSplitter()
        self.ended = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        if lines := self._splitter.feed(data):
            self._receive(lines)

    def connection_lost(self, exc: Exception | None) -> None:
        if lines := self._splitter.flush():
            self._receive(lines)
        if not self.ended.done():
            self.ended.set_result(None)
