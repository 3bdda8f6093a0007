"""The one owner of what runs in the background: it starts tasks, restarts those that fail, tells, and stops all."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any

from proxlb_ui.domain.backoff import Backoff
from proxlb_ui.domain.ports.clock import Clock

RESTART_SECONDS = (0.5, 30.0)
# A task that ran as long as this before it failed is not one that fails again and again.
LONG_ENOUGH_SECONDS = 60.0
STOP_SECONDS = 5.0
OURS = "proxlb_ui."

Work = Callable[[], Coroutine[Any, Any, None]]


class TaskState(StrEnum):
    """A failed task is one that restarts did not help; it is tried again all the same, after the longest pause."""

    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TaskReport:
    """How a task is; the error, which may be long over, names its kind and place but quotes nothing of it."""

    state: TaskState = TaskState.RUNNING
    restart_in_seconds: float | None = None
    error: str = ""
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """What went wrong with a task: the exception where there was one, and when it starts again, None for never."""

    name: str
    error: str
    exception: BaseException | None = None
    restart_in_seconds: float | None = None


Tell = Callable[[TaskFailure], None]


@dataclass(eq=False, slots=True)
class BackgroundTask:
    """One task that is under way until it is stopped."""

    name: str
    work: Work
    failed: Tell | None
    backoff: Backoff = field(default_factory=lambda: Backoff(*RESTART_SECONDS))
    restart_at: float | None = None
    error: str = ""
    restarts: int = 0
    keeper: asyncio.Task[None] | None = None


class Background:
    """Every long-running task of the program; a task that ends is a defect, for none of them ever should."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self._tasks: dict[str, BackgroundTask] = {}

    @property
    def reports(self) -> Mapping[str, TaskReport]:
        """How each task is, by name, in the order of their start."""
        return {name: self._report(task) for name, task in self._tasks.items()}

    def start(self, name: str, work: Work, failed: Tell | None = None) -> BackgroundTask:
        """Run the work until stopped, and again when it ends; failed hears of that too. Names are given once."""
        if name in self._tasks:
            raise ValueError(f"there is a background task {name!r} already")
        task = self._tasks[name] = BackgroundTask(name, work, failed)
        task.keeper = asyncio.create_task(self._keep(task), name=f"keep {name}")
        return task

    async def stop(self, *tasks: BackgroundTask) -> None:
        """End these, waiting for them no longer than the bound; one that was stopped before is no trouble."""
        keepers = {}
        for task in tasks:
            # Gone before anything is awaited, so that another task of the name may start at once.
            if self._tasks.get(task.name) is task:
                del self._tasks[task.name]
            if task.keeper is not None:
                task.keeper.cancel()
                keepers[task.keeper] = task
        for keeper in await self._late(set(keepers)):
            self._tell(TaskFailure(keepers[keeper].name, f"did not stop within {STOP_SECONDS:.0f} s"))

    async def close(self) -> None:
        """End every task."""
        await self.stop(*self._tasks.values())

    @asynccontextmanager
    async def running(self, loops: Mapping[str, Work]) -> AsyncGenerator[None, None]:
        """Run these until the block is left."""
        tasks = [self.start(name, work) for name, work in loops.items()]
        try:
            yield
        finally:
            await self.stop(*tasks)

    async def _keep(self, task: BackgroundTask) -> None:
        while True:
            started = self._clock.monotonic()
            exception = await _outcome(task)
            if self._clock.monotonic() - started > LONG_ENOUGH_SECONDS:
                task.backoff.succeeded()
            pause_seconds = task.backoff.failed()
            task.error, task.restart_at = describe(exception), self._clock.monotonic() + pause_seconds
            for tell in (self._tell, task.failed):
                if tell is not None:
                    # Not from here: if they fail in their turn, the task is restarted all the same.
                    failure = TaskFailure(task.name, task.error, exception, pause_seconds)
                    asyncio.get_running_loop().call_soon(tell, failure)
            await self._clock.sleep(pause_seconds)
            task.restart_at = None
            task.restarts += 1

    def _report(self, task: BackgroundTask) -> TaskReport:
        if task.restart_at is None:
            return TaskReport(TaskState.RUNNING, None, task.error, task.restarts)
        state = TaskState.FAILED if task.backoff.exhausted else TaskState.RESTARTING
        left_seconds = max(0.0, task.restart_at - self._clock.monotonic())
        return TaskReport(state, left_seconds, task.error, task.restarts)

    async def _late(self, keepers: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Wait for their ends; those that did not come within the bound."""
        bound = asyncio.ensure_future(self._clock.sleep(STOP_SECONDS))
        try:
            while keepers and not bound.done():
                await asyncio.wait({*keepers, bound}, return_when=asyncio.FIRST_COMPLETED)
                keepers = {keeper for keeper in keepers if not keeper.done()}
        finally:
            bound.cancel()
        return keepers


def begin(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """A task that serves one request, run or process, owned by whoever began it and not started again.

    What it fails by goes to the loop's exception handler at once; asyncio itself tells it when the task is forgotten.
    """
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_tell_failure)
    return task


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (exception := task.exception()) is not None:
        task.get_loop().call_exception_handler({"message": "failed", "exception": exception, "task": task})


async def _outcome(task: BackgroundTask) -> BaseException | None:
    """Run the work once: what ended it, None when it just ended.

    In a task of its own, because a work that was cancelled by something within it ends like one that we stop.
    """
    running = asyncio.create_task(task.work(), name=task.name)
    try:
        await asyncio.wait({running})
    except asyncio.CancelledError:
        running.cancel()
        await asyncio.wait({running})
        if not running.cancelled():
            running.exception()  # it fell while it was stopped, and nobody asks any more
        raise
    return asyncio.CancelledError() if running.cancelled() else running.exception()


def describe(exception: BaseException | None) -> str:
    """An exception's kind and the place in this program where it was raised, without its message.

    That may quote a secret, a line of the log or a name in the cluster, and this is shown to whoever asks.
    """
    if exception is None:
        return "ended by itself"
    while isinstance(exception, BaseExceptionGroup):
        exception = exception.exceptions[0]
    kind, place = type(exception).__name__, _place(exception.__traceback__)
    return f"{kind} in {place}" if place else kind


def _place(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith(OURS):
            place = f"{module.removeprefix(OURS)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
