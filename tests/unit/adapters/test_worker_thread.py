"""Calculations beside the event loop, and no more of them than there is room for."""

import asyncio
import threading

import pytest
from proxlb_ui.adapters.worker_thread import AT_ONCE, WAITING, WorkerThread
from proxlb_ui.domain.errors import Unavailable


async def test_work_is_done_in_another_thread_and_its_failure_comes_back() -> None:
    worker = WorkerThread()
    assert await worker.run(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)


async def test_what_finds_no_room_is_refused_and_room_comes_back() -> None:
    worker, go_on = WorkerThread(), threading.Event()
    waiting = [asyncio.ensure_future(worker.run(lambda: go_on.wait(10))) for _ in range(AT_ONCE + WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await worker.run(lambda: None)
    go_on.set()
    assert all(await asyncio.gather(*waiting))
    assert await worker.run(lambda: 7) == 7
