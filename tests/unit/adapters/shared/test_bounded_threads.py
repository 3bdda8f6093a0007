"""The threads that wait for Proxmox."""

import asyncio
import contextlib
import threading
import time

import pytest
from proxlb_ui.adapters.proxmox_api.threads import DaemonThreads
from proxlb_ui.domain.errors import Unavailable


async def test_results_and_errors_come_back() -> None:
    threads = DaemonThreads(2)
    assert await threads.run(lambda: 41 + 1) == 42
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    assert await threads.run(lambda: "still there") == "still there"
    threads.close()


async def test_no_more_threads_than_allowed_and_none_keeps_the_program_alive() -> None:
    threads = DaemonThreads(2)
    seen: set[threading.Thread] = set()

    def work() -> None:
        seen.add(threading.current_thread())
        time.sleep(0.01)

    await asyncio.gather(*(threads.run(work) for _ in range(20)))
    assert 1 <= len(seen) <= 2
    assert all(thread.daemon for thread in seen)
    threads.close()
    for thread in seen:
        await asyncio.to_thread(thread.join, 5)
        assert not thread.is_alive()


async def test_whoever_waits_when_it_closes_is_let_go() -> None:
    threads = DaemonThreads(1)
    release = threading.Event()
    busy = asyncio.create_task(threads.run(lambda: release.wait(5)))
    waiting = asyncio.create_task(threads.run(lambda: None))
    await asyncio.sleep(0.05)
    threads.close()
    threads.close()
    release.set()
    assert await busy is True
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert waiting.cancelled()
    with pytest.raises(Unavailable):
        await threads.run(lambda: None)


async def test_the_queue_has_an_end() -> None:
    threads = DaemonThreads(1)
    release = threading.Event()
    tasks = [asyncio.create_task(threads.run(lambda: release.wait(5))) for _ in range(70)]
    await asyncio.sleep(0.05)
    release.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert 64 <= sum(outcome is True for outcome in outcomes) <= 65
    assert {type(outcome) for outcome in outcomes if outcome is not True} == {Unavailable}
    threads.close()


async def test_a_call_given_up_before_it_began_never_runs() -> None:
    threads = DaemonThreads(1)
    release, ran = threading.Event(), []
    busy = asyncio.create_task(threads.run(lambda: release.wait(5)))
    given_up = asyncio.create_task(threads.run(lambda: ran.append(1)))
    await asyncio.sleep(0.05)
    given_up.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await given_up
    release.set()
    await busy
    await threads.run(lambda: None)
    assert ran == []
    threads.close()
