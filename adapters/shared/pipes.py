"""Pipes that we own, so that a process's end does not depend on who else holds its output open."""

import asyncio
import os
from collections.abc import Callable

from proxlb_ui.adapters.shared.lines import PipeReader

DRAIN_SECONDS = 1.0


class OutputPipe:
    """One pipe from a child: give `writer` to it, then close our copy with `handed_over`."""

    def __init__(self, transport: asyncio.ReadTransport, reader: PipeReader, writer: int) -> None:
        self.writer = writer
        self._transport = transport
        self._reader = reader

    @classmethod
    async def open(cls, receive: Callable[[list[str]], None]) -> "OutputPipe":
        loop = asyncio.get_running_loop()
        read_end, write_end = os.pipe()
        file = os.fdopen(read_end, "rb", buffering=0)
        try:
            transport, reader = await loop.connect_read_pipe(lambda: PipeReader(receive), file)
        except BaseException:
            file.close()
            os.close(write_end)
            raise
        return cls(transport, reader, write_end)

    def handed_over(self) -> None:
        """Close our copy of the writing end, or the reading one would never see its end."""
        if self.writer >= 0:
            os.close(self.writer)
            self.writer = -1

    def pause(self) -> None:
        """Let the child wait until we have caught up."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        if not self._transport.is_closing():
            self._transport.resume_reading()

    async def drain(self) -> None:
        """Read what is left; a process that inherited the pipe may keep it open, so not for long."""
        await asyncio.wait({self._reader.ended}, timeout=DRAIN_SECONDS)
        await self.close()

    async def close(self) -> None:
        self.handed_over()
        self._transport.close()
        await self._reader.ended
