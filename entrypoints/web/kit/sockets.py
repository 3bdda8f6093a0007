"""What both WebSockets share: how many there may be, what they may send us, and how they end."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from proxlb_ui.domain.errors import Invalid, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.entrypoints.web.kit.body import read_object
from proxlb_ui.entrypoints.web.kit.encoding import to_json
from proxlb_ui.entrypoints.web.kit.errors import error_payload
from quart import websocket

log = logging.getLogger(__name__)

MOST_SOCKETS = 200
SEND_SECONDS = 10.0
HEARTBEAT_SECONDS = 15.0
MESSAGES = 20
MESSAGES_SECONDS = 1.0
GOING_AWAY, POLICY_VIOLATION, INTERNAL_ERROR, TRY_AGAIN_LATER = 1001, 1008, 1011, 1013

Message = dict[str, Any]


class Sockets:
    """Every open socket, so that they can be counted and all be ended."""

    def __init__(self, most: int = MOST_SOCKETS) -> None:
        self.closing = asyncio.Event()
        self.open = 0
        self._most = most

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """One more socket; raises Unavailable when there are too many or the server is stopping."""
        if self.closing.is_set():
            raise Unavailable("The cockpit is stopping.")
        if self.open >= self._most:
            raise Unavailable(f"{self._most} connections are open, which is the limit.", "Close some tabs.")
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1


async def converse(
    sockets: Sockets, heard: Callable[[Message], None], speak: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Accept the connection, then listen and speak until one side ends, the server stops, or a rule is broken."""
    await websocket.accept()
    tasks = [
        asyncio.create_task(_listen(heard)),
        asyncio.create_task(speak()),
        asyncio.create_task(_wait(sockets.closing)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        problems = [problem for task in done if (problem := task.exception()) is not None]
        await _close(problems[0] if problems else None)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def send(message: str | Message) -> None:
    """Send one message, or give up on a browser that does not take it."""
    text = message if isinstance(message, str) else to_json(message).decode()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await websocket.send(text)
    except TimeoutError as problem:
        raise TimedOut("The browser did not take what was sent.") from problem


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def _listen(heard: Callable[[Message], None]) -> None:
    arrivals: deque[float] = deque(maxlen=MESSAGES + 1)
    while True:
        message = _message(await websocket.receive())
        arrivals.append(time.monotonic())
        if len(arrivals) > MESSAGES and arrivals[-1] - arrivals[0] < MESSAGES_SECONDS:
            raise Invalid(f"More than {MESSAGES} messages a second are not accepted.")
        heard(message)


def _message(data: str | bytes) -> Message:
    if isinstance(data, bytes):
        raise Invalid("The message must be a text.", "Send one JSON object.")
    return read_object(data, "message")


async def _close(problem: BaseException | None) -> None:
    """Say why, then close; a browser that does not listen any more is no problem of ours."""
    code = GOING_AWAY
    if isinstance(problem, TimedOut):
        code = TRY_AGAIN_LATER
    elif isinstance(problem, Exception):
        code = POLICY_VIOLATION if isinstance(problem, ProxlbUiError) else INTERNAL_ERROR
        await _try(websocket.send(to_json(error_payload(problem)).decode()))
    await _try(websocket.close(code))


async def _try(sending: Coroutine[Any, Any, None]) -> None:
    try:
        async with asyncio.timeout(1):
            await sending
    except Exception as problem:  # noqa: BLE001 - the connection is on its way out, whatever it says
        log.debug("closing a socket: %r", problem)
