"""The activity is kept current from the log."""

import asyncio
from datetime import timedelta

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.lines import LogPage
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.track_runs import NEXT_LINES, TrackRuns

pytestmark = pytest.mark.timeout(10)
ENDED = "Daemon mode active: Next run in: 1 minutes."


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.source = InMemoryLogSource(self.clock.now())
        self.control = InMemoryServiceControl(ServiceState.RUNNING)
        self.service = ControlService(self.control, self.clock)
        self.runs = TrackRuns(self.source, self.service, self.clock, 5)
        self.tasks = [asyncio.create_task(work) for work in (self.service.run(), self.runs.run())]

    def say(self, *texts: str) -> None:
        self.source.say(*texts, time=self.clock.now())


@pytest.fixture
async def world():
    world = World()
    await world.clock.settle()
    yield world
    for task in world.tasks:
        task.cancel()
    await asyncio.wait(world.tasks)


async def test_nothing_is_known_of_an_empty_log(world: World) -> None:
    assert world.runs.activity == Activity()


async def test_a_run_is_seen_from_start_to_end_and_again(world: World) -> None:
    world.say("Using config path: x")
    await world.clock.advance(5)
    assert world.runs.activity.running is True
    world.say(ENDED)
    ended_at = world.clock.now()
    await world.clock.advance(5)
    assert world.runs.activity.last_run_ended_at == ended_at
    assert world.runs.activity.next_run_at == ended_at + timedelta(minutes=1)
    await world.clock.advance(60)
    assert world.runs.activity.running is True


async def test_changes_wake_waiters_and_silence_does_not(world: World) -> None:
    world.say(ENDED)
    await world.clock.advance(5)
    count = world.runs.change.count
    await world.clock.advance(30)
    assert world.runs.change.count == count == 1


async def test_a_stopped_service_is_not_running_anything(world: World) -> None:
    world.say(ENDED)
    await world.clock.advance(5)
    world.control.crash(1)
    await world.clock.advance(5)
    assert (world.runs.activity.running, world.runs.activity.next_run_at) == (None, None)


async def test_a_flood_is_followed_to_its_end(world: World) -> None:
    world.say("x")
    await world.clock.advance(5)
    world.say(*["noise"] * (3 * NEXT_LINES), ENDED)
    await world.clock.advance(5)
    assert world.runs.activity.running is False


async def test_a_log_that_was_rotated_away_is_read_anew(world: World) -> None:
    world.say("x")
    await world.clock.advance(5)
    world.say("y", ENDED)
    world.source.forget(2)
    await world.clock.advance(5)
    assert world.runs.activity.running is False


async def test_an_unreadable_log_is_survived(world: World) -> None:
    world.source.break_down(Unavailable("Away."))
    await world.clock.advance(10)
    world.source.break_down(None)
    world.say(ENDED)
    await world.clock.advance(5)
    assert world.runs.activity.running is False


async def test_what_was_known_stays_while_a_log_that_began_anew_cannot_be_read(world: World) -> None:
    world.say(ENDED)
    await world.clock.advance(5)
    known = world.runs._tracker
    world.source.forget(1)

    class HalfBroken:
        """Tells that the place is lost, and then cannot be read."""

        async def read(self, *, before: str | None = None, after: str | None = None, limit: int = 500) -> LogPage:
            if after is None:
                raise Unavailable("The log is away.")
            return LogPage((), more=False, gap=True)

    world.runs._source = HalfBroken()  # type: ignore[assignment]
    await world.clock.advance(5)
    assert world.runs._tracker is known
