"""One loop for all watchers, which none of them may lose unnoticed."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from proxlb_ui.adapters.shared.status_watch import StatusWatch
from proxlb_ui.domain.model.service.service import ServiceState, ServiceStatus

from tests.interleaving import Gates


@dataclass
class World:
    """A service, and a loop that fails when it is told to."""

    gates: Gates = field(default_factory=lambda: Gates(open=True))
    loops: int = 0
    fail: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.watch = StatusWatch(self.look, self.look_on, "look")

    async def look(self) -> ServiceStatus:
        await self.gates.passing()
        return ServiceStatus(ServiceState.RUNNING, "memory")

    async def look_on(self) -> None:
        self.loops += 1
        await self.fail.wait()
        raise KeyError("canary")


async def test_what_ends_the_loop_is_raised_in_every_watcher() -> None:
    world = World()
    async with aclosing(world.watch.watch()) as one, aclosing(world.watch.watch()) as other:
        for watcher in (one, other):
            await anext(watcher)
        waiting = [asyncio.ensure_future(anext(watcher)) for watcher in (one, other)]
        await world.gates.settle()
        world.fail.set()
        for each in waiting:
            with pytest.raises(KeyError):
                await each
    assert world.loops == 1


async def test_whoever_comes_while_the_loop_fails_gets_another_one() -> None:
    world = World()
    async with aclosing(world.watch.watch()) as one, aclosing(world.watch.watch()) as late:
        await anext(one)
        failing = asyncio.ensure_future(anext(one))
        world.gates.open = False
        coming = asyncio.ensure_future(anext(late))
        await world.gates.settle()
        world.fail.set()
        with pytest.raises(KeyError):
            await failing
        world.fail.clear()
        world.gates.open_all()
        assert (await coming).state is ServiceState.RUNNING
        waiting = asyncio.ensure_future(anext(late))
        await world.gates.settle()
        assert world.loops == 2
        world.watch.show(ServiceStatus(ServiceState.STOPPED, "memory"))
        assert (await waiting).state is ServiceState.STOPPED
