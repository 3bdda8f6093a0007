"""Threads and queues between blocking calls and the event loop, each with a bound."""

import asyncio
import threading

import pytest
from proxlb_ui.adapters.shared.thread_stream import ThreadStream
from proxlb_ui.adapters.shared.threads import BoundedThreads


async def test_no_more_calls_at_once_than_there_are_places() -> None:
    threads, inside, most, lock = BoundedThreads(3, "the Docker engine"), 0, 0, threading.Lock()
    full = threading.Semaphore(0)

    def work() -> None:
        nonlocal inside, most
        with lock:
            inside, most = inside + 1, max(most, inside + 1)
        full.acquire(timeout=0.05)
        with lock:
            inside -= 1

    await asyncio.gather(*(threads.run(work) for _ in range(12)))
    assert most == 3


async def test_who_leaves_early_frees_its_place_when_the_call_ends() -> None:
    threads, go_on = BoundedThreads(1, "the Docker engine"), threading.Event()
    leaving = asyncio.create_task(threads.run(go_on.wait))
    await asyncio.sleep(0.05)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    following = asyncio.create_task(threads.run(lambda: "next"))
    await asyncio.sleep(0.05)
    assert not following.done(), "the thread still works for the one who left"
    go_on.set()
    assert await asyncio.wait_for(following, 2) == "next"


async def test_an_error_is_raised_where_the_caller_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        await BoundedThreads(1, "the Docker engine").run(lambda: 1 // 0)


async def test_a_thread_waits_for_a_slow_reader() -> None:
    stream: ThreadStream[int] = ThreadStream(2)
    put = []

    def work() -> None:
        for number in range(10):
            stream.put([number])
            put.append(number)
        stream.end()

    thread = threading.Thread(target=work)
    thread.start()
    await asyncio.sleep(0.1)
    assert len(put) == 2
    found: list[int] = []
    while items := await stream.take():
        assert len(items) <= 4
        found += items
    assert found == list(range(10))
    thread.join(2)


async def test_a_thread_whose_reader_has_left_is_told() -> None:
    stream: ThreadStream[int] = ThreadStream(1)
    stream.put([1])
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(stream.put([2])))
    thread.start()
    stream.close()
    thread.join(2)
    assert answers == [False]
