"""From a thread that reads for long to one task: bounded, and ended from either side."""

import asyncio
import threading

import pytest
from proxlb_ui.adapters.shared.thread_stream import ThreadStream
from proxlb_ui.adapters.shared.threads import in_thread


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


async def test_the_end_of_the_call_is_the_end_of_the_stream() -> None:
    stream: ThreadStream[int] = ThreadStream(2)
    stream.start(reading(stream, [1], [2]), "test")
    found: list[int] = []
    while items := await stream.take():
        found += items
    assert found == [1, 2]


async def test_its_error_is_raised_where_batches_are_taken() -> None:
    async def failing() -> None:
        raise ZeroDivisionError

    stream: ThreadStream[int] = ThreadStream(2)
    stream.start(failing(), "test")
    with pytest.raises(ZeroDivisionError):
        await stream.take()


async def test_leaving_waits_for_the_thread_to_end() -> None:
    stream: ThreadStream[int] = ThreadStream(1)
    ended = threading.Event()

    def work() -> None:
        while stream.put([1]):
            pass
        ended.set()

    stream.start(awaited(work), "test")
    await stream.take()
    await stream.leave(5)
    assert ended.is_set()


async def reading(stream: ThreadStream[int], *batches: list[int]) -> None:
    await in_thread(lambda: [stream.put(batch) for batch in batches])


async def awaited(work) -> None:
    await in_thread(work)
