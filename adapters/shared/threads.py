"""The one place where calls that block cross into threads.

Each call gets a daemon thread of its own. Executors wait for their threads when the program ends, and a call to a stuck
engine, host or disk takes its time. See docs/decisions/016-threads.md.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from proxlb_ui.domain.errors import TimedOut, Unavailable

Result = TypeVar("Result")

TURN_SECONDS = 10.0
END_SECONDS = 2.0


def in_thread(
    work: Callable[[], Result], name: str = "a short look", ended: Callable[[], None] = lambda: None
) -> "asyncio.Future[Result]":
    """What the work will return or raise; `ended` is called in the loop when the thread is done, whoever waits."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Result] = loop.create_future()

    def succeed(result: Result) -> None:
        ended()
        if not outcome.done():
            outcome.set_result(result)

    def fail(error: BaseException) -> None:
        ended()
        if not outcome.done():
            outcome.set_exception(error)

    arguments = (work, loop.call_soon_threadsafe, succeed, fail)
    thread = threading.Thread(target=_do, args=arguments, name=name, daemon=True)
    try:
        thread.start()
    except RuntimeError as exc:
        hint = "Look at the limit of its tasks: TasksMax= of its unit, pids_limit of its Docker container."
        raise Unavailable("This machine does not let the cockpit start another thread.", hint) from exc
    return outcome


def _do(
    work: Callable[[], Result],
    tell: Callable[..., object],
    succeed: Callable[[Result], None],
    fail: Callable[[BaseException], None],
) -> None:
    """What the thread does."""
    with suppress(RuntimeError):  # the loop is gone, and so is whoever waited
        try:
            result = work()
        except BaseException as exc:  # noqa: BLE001 - it is raised again where the caller waits
            tell(fail, exc)
        else:
            tell(succeed, result)
    # The error knows this frame. If the frame went on to know the future, which knows the error, what the call held
    # would be left to the collector.
    del succeed, fail


class BoundedThreads:
    """Runs a bounded number of calls at once, the others in turn; callers may leave early, which ends no call.

    The place of a call that was left is free when the call ends. One place makes calls one after the other.
    """

    def __init__(
        self,
        calls: str,
        at_once: int,
        *,
        waiting: int | None = None,
        turn_seconds: float | None = TURN_SECONDS,
        answer_seconds: float | None = None,
        too_many: str = "Try again in a few seconds.",
        too_late: tuple[str, str] = ("", ""),
    ) -> None:
        """`calls` is what they are, as a sentence names them: "calls to the Docker engine".

        At most `waiting` of them wait for their turn, each `turn_seconds`; `too_many` is the hint where that is not
        enough. `answer_seconds` bounds a whole call, and `too_late` is sentence and hint for one that takes longer.
        """
        self._calls = calls
        self._most_asked = None if waiting is None else at_once + waiting
        self._turn_seconds = turn_seconds
        self._answer_seconds = answer_seconds
        self._too_many = too_many
        self._too_late = too_late
        self._places = asyncio.Semaphore(at_once)
        self._asked = 0
        self._under_way: set[asyncio.Future[None]] = set()
        self._closed = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """What the call returns or raises; raises Unavailable when its turn does not come, TimedOut for its answer."""
        if self._most_asked is not None and self._asked >= self._most_asked:
            raise self._refusal()
        self._asked += 1
        try:
            async with asyncio.timeout(self._answer_seconds) as bound:
                return await self._in_turn(work)
        except TimeoutError as exc:
            if not bound.expired():
                raise  # the work's own
            raise TimedOut(*self._too_late) from exc
        finally:
            self._asked -= 1

    async def close(self, seconds: float = END_SECONDS) -> None:
        """Begin no more calls, and wait for those under way to end, so long and no longer; may be called twice."""
        self._closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _in_turn(self, work: Callable[[], Result]) -> Result:
        try:
            async with asyncio.timeout(self._turn_seconds):
                await self._places.acquire()
        except TimeoutError as exc:
            raise self._refusal() from exc
        # No name for the future here: its error would hold this frame, and this frame the future.
        return await self._begun(work)

    def _begun(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def ended() -> None:
            self._places.release()
            self._under_way.discard(end)
            end.set_result(None)

        try:
            if self._closed:
                raise Unavailable(f"No more {self._calls} are made.", "The cockpit is stopping.")
            outcome = in_thread(work, self._calls, ended)
        except BaseException:
            self._places.release()
            raise
        self._under_way.add(end)
        return outcome

    def _refusal(self) -> Unavailable:
        return Unavailable(f"Too many {self._calls} are waiting.", self._too_many)
