"""What goes wrong in the background is in the log."""

import asyncio
import gc
import logging

import pytest
from proxlb_ui.domain.background import TaskFailure
from proxlb_ui.entrypoints.lifecycle import log_failure, log_what_escapes


def test_a_failure_is_one_line_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    log_failure(TaskFailure("live log", "KeyError in a:1", KeyError("x"), 0.5))
    (record,) = caplog.records
    assert record.getMessage() == "the task live log failed (KeyError in a:1) and starts again in 0.5 s"
    assert record.exc_info is not None and record.exc_info[0] is KeyError
    assert record.levelno == logging.ERROR


def test_one_that_cannot_be_stopped_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    log_failure(TaskFailure("cluster", "did not stop within 5 s"))
    assert [record.getMessage() for record in caplog.records] == ["the task cluster did not stop within 5 s"]


async def test_what_nobody_awaits_is_logged_with_the_name_of_its_task(caplog: pytest.LogCaptureFixture) -> None:
    log_what_escapes()

    async def fail() -> None:
        raise ValueError("lost")

    asyncio.create_task(fail(), name="orphan")  # noqa: RUF006 - that nobody keeps it is the point
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    (record,) = caplog.records
    assert record.name == "proxlb_ui.entrypoints.lifecycle"
    assert record.getMessage().startswith("orphan: Task exception was never retrieved")
    assert record.exc_info is not None and str(record.exc_info[1]) == "lost"


async def test_a_callback_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    log_what_escapes()
    asyncio.get_running_loop().call_soon(lambda: {}["missing"])
    await asyncio.sleep(0)
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["a callback"]
