"""Calls that block, in threads: each bound on its own, and what becomes of those who leave and of those who stay."""

import asyncio
import contextlib
import gc
import threading
import weakref

import pytest
from proxlb_ui.adapters.shared.threads import BoundedThreads, in_thread
from proxlb_ui.domain.errors import TimedOut, Unavailable

CALLS = "calls to the Docker engine"


class Gate:
    """A call that ends when it is let go."""

    def __init__(self) -> None:
        self.begun, self._go_on = threading.Event(), threading.Event()

    def __call__(self) -> bool:
        self.begun.set()
        return self._go_on.wait(10)

    def open(self) -> None:
        self._go_on.set()


async def begun(threads: BoundedThreads, gate: Gate) -> "asyncio.Task[bool]":
    task = asyncio.create_task(threads.run(gate))
    await in_thread(lambda: gate.begun.wait(5))
    return task


async def test_results_and_errors_come_back() -> None:
    threads = BoundedThreads(CALLS, 2)
    assert await threads.run(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    assert await threads.run(lambda: "still there") == "still there"


async def test_no_more_calls_at_once_than_there_are_places_and_none_keeps_the_program_alive() -> None:
    threads, inside, most, lock = BoundedThreads(CALLS, 3), 0, 0, threading.Lock()
    seen: set[threading.Thread] = set()

    def work() -> None:
        nonlocal inside, most
        with lock:
            inside, most = inside + 1, max(most, inside + 1)
            seen.add(threading.current_thread())
        pause.wait(0.05)
        with lock:
            inside -= 1

    pause = threading.Event()
    await asyncio.gather(*(threads.run(work) for _ in range(12)))
    assert most == 3
    assert all(thread.daemon and thread.name == CALLS for thread in seen)


async def test_one_place_makes_calls_one_after_the_other_in_the_order_they_were_asked() -> None:
    threads, order = BoundedThreads(CALLS, 1), []
    await asyncio.gather(*(threads.run(lambda number=number: order.append(number)) for number in range(20)))
    assert order == list(range(20))


async def test_who_leaves_early_frees_its_place_when_the_call_ends() -> None:
    threads, gate = BoundedThreads(CALLS, 1), Gate()
    leaving = await begun(threads, gate)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    following = asyncio.create_task(threads.run(lambda: "next"))
    await asyncio.sleep(0.05)
    assert not following.done(), "the thread still works for the one who left"
    gate.open()
    assert await asyncio.wait_for(following, 2) == "next"


async def test_a_call_given_up_before_its_turn_never_runs() -> None:
    threads, gate, ran = BoundedThreads(CALLS, 1), Gate(), []
    busy = await begun(threads, gate)
    given_up = asyncio.create_task(threads.run(lambda: ran.append(1)))
    await asyncio.sleep(0)
    given_up.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await given_up
    gate.open()
    await busy
    await threads.run(lambda: None)
    assert ran == []


async def test_more_than_may_wait_are_refused_and_room_comes_back() -> None:
    threads, gate = BoundedThreads("calculations", 1, waiting=2, turn_seconds=None), Gate()
    waiting = [asyncio.create_task(threads.run(gate)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Too many calculations are waiting"):
        await threads.run(lambda: None)
    gate.open()
    assert all(await asyncio.gather(*waiting))
    assert await threads.run(lambda: 7) == 7


async def test_a_turn_that_does_not_come_is_told() -> None:
    threads, gate = BoundedThreads(CALLS, 1, turn_seconds=0.05, too_many="Look at its load."), Gate()
    busy = await begun(threads, gate)
    with pytest.raises(Unavailable) as caught:
        await threads.run(lambda: None)
    assert (caught.value.message, caught.value.hint) == (f"Too many {CALLS} are waiting.", "Look at its load.")
    gate.open()
    assert await busy is True


async def test_an_answer_that_does_not_come_is_told() -> None:
    threads, gate = BoundedThreads(CALLS, 1, answer_seconds=0.05, too_late=("It is late.", "Wait.")), Gate()
    with pytest.raises(TimedOut) as caught:
        await threads.run(gate)
    assert (caught.value.message, caught.value.hint) == ("It is late.", "Wait.")
    gate.open()


async def test_a_timeout_of_the_work_itself_is_not_taken_for_ours() -> None:
    def work() -> None:
        raise TimeoutError("the disk's own")

    with pytest.raises(TimeoutError, match="the disk's own"):
        await BoundedThreads(CALLS, 1, answer_seconds=5, too_late=("It is late.", "")).run(work)


async def test_closing_waits_for_what_is_under_way_even_if_nobody_else_does() -> None:
    threads, gate = BoundedThreads(CALLS, 1), Gate()
    left = await begun(threads, gate)
    left.cancel()
    closing = asyncio.create_task(threads.close(5))
    await asyncio.sleep(0.05)
    assert not closing.done()
    gate.open()
    await asyncio.wait_for(closing, 2)
    await threads.close()


async def test_closing_does_not_wait_for_ever() -> None:
    threads, gate = BoundedThreads(CALLS, 1), Gate()
    busy = await begun(threads, gate)
    await asyncio.wait_for(threads.close(0.05), 2)
    gate.open()
    assert await busy is True


async def test_whoever_comes_or_waits_when_it_is_closed_is_let_go() -> None:
    threads, gate, ran = BoundedThreads(CALLS, 1), Gate(), []
    busy = await begun(threads, gate)
    waiting = asyncio.create_task(threads.run(lambda: ran.append(1)))
    await asyncio.sleep(0)
    gate.open()
    await threads.close(5)
    assert await busy is True
    with pytest.raises(Unavailable):
        await waiting
    with pytest.raises(Unavailable):
        await threads.run(lambda: ran.append(2))
    assert ran == []


async def test_a_thread_that_cannot_be_started_is_told_and_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    threads = BoundedThreads(CALLS, 1)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(Unavailable, match="start another thread"):
            await threads.run(lambda: None)
    assert await asyncio.wait_for(threads.run(lambda: "there is room"), 2) == "there is room"


async def test_an_error_keeps_nothing_of_the_call_alive() -> None:
    """A cycle through the traceback would leave sockets and files of the call to the collector."""

    class Held:
        pass

    def work() -> None:
        held = Held()
        kept.append(weakref.ref(held))
        raise ZeroDivisionError

    kept: list[weakref.ref[Held]] = []
    gc.disable()
    try:
        with contextlib.suppress(ZeroDivisionError):
            await BoundedThreads(CALLS, 1).run(work)
        for _ in range(200):  # the thread has told it, and may be about to end
            if kept[0]() is None:
                break
            await asyncio.sleep(0.01)
        assert kept[0]() is None
    finally:
        gc.enable()
