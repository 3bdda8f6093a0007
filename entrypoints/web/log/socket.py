"""WS /logs/stream: the live log, filtered for one viewer."""

import asyncio
from collections.abc import Iterable

from proxlb_ui.domain.errors import Invalid, ProxlbUiError, TimedOut
from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.use_cases.log.follow_logs import Batch, Subscription
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.sockets import HEARTBEAT_SECONDS, Message, Sockets, converse, send
from proxlb_ui.entrypoints.web.log.payload import line_payload
from proxlb_ui.entrypoints.web.log.query import MOST_LINES, log_filter
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint

FIRST_LINES = 500
MESSAGE_LINES = 500
GATHER_SECONDS = 0.1
SUBSCRIBE_SECONDS = 10.0
RETRY_SECONDS = 2.0


class LogViewer:
    """One connected log view: what it asked for last, and what it has been shown."""

    def __init__(self, services: Services, subscription: Subscription) -> None:
        self._logs = services.logs
        self._subscription = subscription
        self._asked = asyncio.Event()
        self._wanted = LogFilter()
        self._after: str | None = None
        self._shown: frozenset[str] = frozenset()
        self._owed = False
        self._trouble = ""

    def hear(self, message: Message) -> None:
        """Take one command of the browser."""
        if isinstance(message.get("pause"), bool):
            self._subscription.paused = message["pause"]
            return
        wanted, after = message.get("subscribe"), message.get("after")
        if not isinstance(wanted, dict) or not (after is None or isinstance(after, str)):
            raise Invalid('Send {"subscribe": {"level": "INFO", "q": ""}, "after": null} or {"pause": true}.')
        self._wanted = log_filter(wanted.get("level"), wanted.get("q") or "")
        self._after = after
        self._subscription.paused = False
        self._asked.set()

    async def speak(self) -> None:
        """Send the history asked for, then whatever comes, until cancelled."""
        try:
            async with asyncio.timeout(SUBSCRIBE_SECONDS):
                await self._asked.wait()
        except TimeoutError as problem:
            raise TimedOut("Nothing was subscribed to.") from problem
        while True:
            if self._asked.is_set():
                self._asked.clear()
                self._owed, self._trouble = True, ""
            if self._owed:
                self._owed = not await self._send_history()
            batch = await self._next(RETRY_SECONDS if self._owed else HEARTBEAT_SECONDS)
            if batch is None:
                await send({"type": "hb"})
            # A line that comes while history is owed will be part of it.
            elif not self._asked.is_set() and not self._owed:
                await self._send_batch(batch)
                # Lines gather meanwhile, so that a chatty engine costs ten messages a second and not a thousand.
                await asyncio.sleep(GATHER_SECONDS)

    async def _send_history(self) -> bool:
        """True when it went out; while the source is away the reason is told, once."""
        level, text = self._wanted.level, self._wanted.text
        self._subscription.set_filter(level, text)
        limit = MOST_LINES if self._after else FIRST_LINES
        try:
            page = await self._logs.read(level=level, text=text, after=self._after, limit=limit)
            reset = self._after is None or page.gap or len(page.lines) >= limit
            if reset and self._after is not None:
                page = await self._logs.read(level=level, text=text, limit=FIRST_LINES)
        except ProxlbUiError as problem:
            if problem.message != self._trouble:
                self._trouble = problem.message
                await send({"type": "lines", "reset": self._after is None, "items": []})
                await send(
                    {"type": "state", "state": "waiting", "message": f"{problem.message} {problem.hint}".strip()}
                )
            return False
        self._shown = frozenset(line.cursor for line in page.lines)
        chunks = list(_chunks(page.lines)) or [()]
        for number, chunk in enumerate(chunks):
            items = [line_payload(line) for line in chunk]
            await send({"type": "lines", "reset": reset and number == 0, "items": items})
        await send({"type": "state", "state": "following", "message": ""})
        return True

    async def _next(self, seconds: float) -> Batch | None:
        """The next batch; None when it is time for a heartbeat; an empty one when the browser asked anew."""
        lines = asyncio.ensure_future(self._subscription.next())
        asked = asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait((lines, asked), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if lines.done():
                return lines.result()
            return Batch() if asked.done() else None
        finally:
            for waiter in (lines, asked):
                waiter.cancel()

    async def _send_batch(self, batch: Batch) -> None:
        if batch.note:
            await send({"type": "state", "state": "waiting", "message": batch.note})
        if batch.back:
            await send({"type": "state", "state": "following", "message": ""})
        if batch.dropped:
            await send({"type": "dropped", "count": batch.dropped})
        # What was queued while the history was read is in both.
        fresh = tuple(line for line in batch.lines if line.cursor not in self._shown)
        for chunk in _chunks(fresh):
            await send({"type": "lines", "reset": False, "items": [line_payload(line) for line in chunk]})
        if fresh and not batch.note:
            self._shown = frozenset()


def log_socket_blueprint(services: Services, sockets: Sockets) -> Blueprint:
    """The socket of an open log view."""
    routes = Blueprint("log_stream", __name__)

    @routes.websocket("/logs/stream")
    @describes()
    async def stream() -> None:
        """The live log, line by line."""
        with sockets.admitted():
            async with services.logs.subscribe() as subscription:
                viewer = LogViewer(services, subscription)
                await converse(sockets, viewer.hear, viewer.speak)

    return routes


def _chunks(lines: tuple[LogLine, ...]) -> Iterable[tuple[LogLine, ...]]:
    for start in range(0, len(lines), MESSAGE_LINES):
        yield lines[start : start + MESSAGE_LINES]
