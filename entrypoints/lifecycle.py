"""What goes wrong in the background, in the log: failures of tasks, and whatever escapes everybody."""

import asyncio
import logging
from typing import Any

from proxlb_ui.domain.background import TaskFailure

log = logging.getLogger(__name__)


def log_failure(failure: TaskFailure) -> None:
    """One line and, where there was an exception, its traceback: a task that fails is a defect of the program."""
    if failure.restart_in_seconds is None:
        log.error("the task %s %s", failure.name, failure.error)
        return
    again = f"starts again in {failure.restart_in_seconds:g} s"
    log.error("the task %s failed (%s) and %s", failure.name, failure.error, again, exc_info=failure.exception)


def log_what_escapes() -> None:
    """From now on, what nobody awaits and no callback caught is logged like everything else."""
    asyncio.get_running_loop().set_exception_handler(_log_escaped)


def _log_escaped(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    task = context.get("task") or context.get("future")
    who = task.get_name() if isinstance(task, asyncio.Task) else "a callback"
    log.error("%s: %s", who, context.get("message", "failed"), exc_info=context.get("exception"))
