"""Time, real and faked."""

import asyncio
import time

from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.system_clock import SystemClock


async def test_the_system_clock_is_aware_and_waits() -> None:
    clock = SystemClock()
    began = clock.monotonic()
    await clock.sleep(0.02)
    assert 0.015 <= clock.monotonic() - began < 2
    assert clock.now().utcoffset() is not None
    assert abs(clock.now().timestamp() - time.time()) < 2


async def test_sleepers_wake_in_the_order_of_their_hour() -> None:
    clock = FakeClock()
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    tasks = [asyncio.create_task(sleeper(*each)) for each in (("late", 3.0), ("early", 1.0), ("later", 9.0))]
    await clock.advance(5)
    assert woken == [("early", 1.0), ("late", 3.0)]
    assert (clock.monotonic(), clock.sleepers) == (5.0, 1)
    await clock.advance(5)
    await asyncio.gather(*tasks)
    assert woken[-1] == ("later", 9.0)


async def test_a_loop_that_sleeps_runs_as_often_as_time_passes() -> None:
    clock = FakeClock()
    count = 0

    async def loop() -> None:
        nonlocal count
        while True:
            await clock.sleep(2)
            count += 1

    task = asyncio.create_task(loop())
    await clock.advance(10)
    assert count == 5
    task.cancel()
    await asyncio.wait({task})
    await clock.advance(10)
    assert (count, clock.sleepers) == (5, 0)
