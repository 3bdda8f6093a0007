"""The owner of background tasks: what fails is told, restarted with growing pauses, and seen; what is stopped ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.domain.background import STOP_SECONDS, Background, TaskFailure, TaskReport, TaskState, describe
from proxlb_ui.domain.errors import Unavailable


@dataclass
class Bench:
    """An owner, what it told, and a work that fails as often as it is told to."""

    clock: FakeClock = field(default_factory=FakeClock)
    told: list[TaskFailure] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    failures: list[BaseException | None] = field(default_factory=list)
    lasts_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.owner = Background(self.clock, self.told.append)

    async def work(self) -> None:
        self.began.append(self.clock.monotonic())
        if self.lasts_seconds:
            await self.clock.sleep(self.lasts_seconds)
        if not self.failures:
            await asyncio.Event().wait()
        if (failure := self.failures.pop(0)) is not None:
            raise failure

    @property
    def report(self) -> TaskReport:
        return self.owner.reports["work"]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    await made.owner.close()


async def test_a_task_that_runs_is_reported_as_running(bench: Bench) -> None:
    bench.owner.start("work", bench.work)
    await bench.clock.settle()
    assert bench.owner.reports == {"work": TaskReport()}
    assert not bench.told


async def test_a_failure_is_told_and_the_task_starts_again(bench: Bench) -> None:
    bench.failures = [KeyError("secret")]
    bench.owner.start("work", bench.work)
    await bench.clock.settle()
    assert bench.report == TaskReport(TaskState.RESTARTING, 0.5, "KeyError", 0)
    (told,) = bench.told
    assert (told.name, told.error, told.restart_in_seconds) == ("work", "KeyError", 0.5)
    assert isinstance(told.exception, KeyError)
    await bench.clock.advance(0.2)
    assert bench.report.restart_in_seconds == pytest.approx(0.3)
    await bench.clock.advance(0.3)
    assert bench.report == TaskReport(TaskState.RUNNING, None, "KeyError", 1)
    assert bench.began == [0, 0.5]


async def test_pauses_grow_and_a_task_that_they_do_not_help_counts_as_failed(bench: Bench) -> None:
    bench.failures = [ValueError() for _ in range(8)]
    bench.owner.start("work", bench.work)
    states = []
    for _ in range(8):
        await bench.clock.settle()
        states.append((bench.report.state, bench.report.restart_in_seconds))
        await bench.clock.advance(bench.report.restart_in_seconds or 0)
    assert [seconds for _, seconds in states] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert {state for state, _ in states[:5]} == {TaskState.RESTARTING}
    assert {state for state, _ in states[6:]} == {TaskState.FAILED}
    assert (bench.report.state, bench.report.restarts) == (TaskState.RUNNING, 8)


async def test_a_task_that_ran_long_enough_begins_with_a_short_pause_again(bench: Bench) -> None:
    bench.failures = [ValueError(), ValueError(), ValueError(), ValueError()]
    bench.owner.start("work", bench.work)
    await bench.clock.advance(1.5)
    bench.lasts_seconds = 61
    await bench.clock.advance(2)
    assert bench.began == [0, 0.5, 1.5, 3.5]
    await bench.clock.advance(61)
    assert bench.report.restart_in_seconds == 0.5


@pytest.mark.parametrize("end", [None, asyncio.CancelledError()], ids=["returns", "is cancelled from within"])
async def test_an_end_without_an_error_is_a_failure_too(bench: Bench, end: BaseException | None) -> None:
    bench.failures = [end]
    bench.owner.start("work", bench.work)
    await bench.clock.settle()
    assert bench.report.error == ("CancelledError" if end else "ended by itself")
    await bench.clock.advance(0.5)
    assert len(bench.began) == 2


async def test_whoever_started_it_hears_of_a_failure_and_may_fail_itself(bench: Bench) -> None:
    heard: list[str] = []
    escaped: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: escaped.append(str(context["exception"])))

    def hear(failure: TaskFailure) -> None:
        heard.append(failure.error)
        raise RuntimeError("deaf")

    bench.failures = [ValueError(), ValueError()]
    bench.owner.start("work", bench.work, failed=hear)
    await bench.clock.advance(2)
    assert heard == ["ValueError", "ValueError"]
    assert escaped == ["deaf", "deaf"]
    assert bench.report.restarts == 2


async def test_one_that_fails_does_not_disturb_another(bench: Bench) -> None:
    bench.failures = [ValueError()] * 3
    bench.owner.start("work", bench.work)
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await bench.clock.sleep(1)

    bench.owner.start("beat", beat)
    await bench.clock.advance(10)
    assert beats == 11
    assert bench.owner.reports["beat"] == TaskReport()


async def test_a_stopped_task_is_gone_and_its_name_free(bench: Bench) -> None:
    task = bench.owner.start("work", bench.work)
    with pytest.raises(ValueError, match="already"):
        bench.owner.start("work", bench.work)
    await bench.clock.settle()
    await bench.owner.stop(task)
    await bench.owner.stop(task)
    assert not bench.owner.reports
    bench.owner.start("work", bench.work)
    await bench.clock.settle()
    assert len(bench.began) == 2
    assert not bench.told


async def test_one_that_waits_for_its_restart_can_be_stopped(bench: Bench) -> None:
    bench.failures = [ValueError()]
    task = bench.owner.start("work", bench.work)
    await bench.clock.settle()
    await bench.owner.stop(task)
    await bench.clock.advance(10)
    assert len(bench.began) == 1


async def test_a_task_that_does_not_end_is_left_behind_within_the_bound_and_told(bench: Bench) -> None:
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    ended = False

    async def orderly() -> None:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    async with asyncio.TaskGroup() as group:
        bench.owner.start("stubborn", stubborn)
        bench.owner.start("orderly", orderly)
        await bench.clock.settle()
        closing = group.create_task(bench.owner.close())
        await bench.clock.advance(STOP_SECONDS - 1)
        assert ended
        assert not closing.done()
        await bench.clock.advance(1)
    assert [(told.name, told.error) for told in bench.told] == [("stubborn", "did not stop within 5 s")]
    release.set()
    await bench.clock.settle()


async def test_running_is_for_as_long_as_the_block(bench: Bench) -> None:
    async with bench.owner.running({"work": bench.work}):
        await bench.clock.settle()
        assert list(bench.owner.reports) == ["work"]
    assert not bench.owner.reports


async def test_the_error_names_our_place_and_quotes_nothing() -> None:
    try:
        await Background(FakeClock(), print).start("x", None).keeper  # type: ignore[arg-type,misc]
    except TypeError as exception:
        assert describe(exception).startswith("TypeError in domain.background:")
    group = ExceptionGroup("canary", [ExceptionGroup("canary", [Unavailable("canary")])])
    assert describe(group) == "Unavailable"
    assert describe(None) == "ended by itself"


@effort(max_examples=50)
@given(st.lists(st.integers(0, 200), max_size=12))
def test_restarts_are_counted_whatever_happens_when(lasts: list[int]) -> None:
    async def play() -> None:
        bench = Bench()
        seconds = iter(lasts)

        async def work() -> None:
            bench.began.append(bench.clock.monotonic())
            left = next(seconds, None)
            if left is None:
                await asyncio.Event().wait()
            await bench.clock.sleep(left or 0)
            raise ValueError

        bench.owner.start("work", work)
        await bench.clock.advance(200 * 12 + 30 * 12)
        assert bench.owner.reports["work"].restarts == len(lasts) == len(bench.told)
        pauses = [told.restart_in_seconds for told in bench.told]
        for index, pause in enumerate(pauses):
            again = index and lasts[index] <= 60
            assert pause == (min(2 * (pauses[index - 1] or 0), 30) if again else 0.5)
        await bench.owner.close()

    asyncio.run(play())
