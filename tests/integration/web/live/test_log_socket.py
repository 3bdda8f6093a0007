"""The live log: nothing lost, nothing twice, filters and pauses obeyed."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.lines import LogLevel

from tests.integration.web.conftest import HOST, World, eventually
from tests.waiting import PATIENCE_SECONDS

HEADERS = {**HOST, "Origin": "http://localhost"}


class Viewer:
    """A test's own log view."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.texts: list[str] = []
        self.cursors: list[str] = []
        self.states: list[dict[str, Any]] = []
        self.dropped = 0

    async def subscribe(self, after: str | None = None, **wanted: str) -> None:
        await self.socket.send_json({"subscribe": {"level": "", "q": "", **wanted}, "after": after})

    async def until(self, text: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while text not in self.texts:
                self.take(await self.socket.receive_json())

    async def state(self, name: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(state["state"] == name for state in self.states):
                self.take(await self.socket.receive_json())
        return next(state for state in self.states if state["state"] == name)

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "lines":
            if message.get("reset"):
                self.texts, self.cursors = [], []
            self.texts += [line["text"] for line in message["items"]]
            self.cursors += [line["cursor"] for line in message["items"]]
        elif message["type"] == "state":
            self.states.append(message)
        elif message["type"] == "dropped":
            self.dropped += message["count"]


@asynccontextmanager
async def viewer(world: World) -> Any:
    async with world.client().websocket("/api/v1/logs/stream", headers=HEADERS) as socket:
        yield Viewer(socket)


async def test_history_first_then_every_line_once(world: World) -> None:
    world.log.say(*(f"old {number}" for number in range(20)))
    async with viewer(world) as view:
        await view.subscribe()
        await view.state("following")
        for number in range(50):
            world.log.say(f"new {number}")
            await asyncio.sleep(0)
        await view.until("new 49")
    assert view.texts == [f"old {number}" for number in range(20)] + [f"new {number}" for number in range(50)]
    assert len(set(view.cursors)) == len(view.cursors)


async def test_level_and_text_are_filtered_here(world: World) -> None:
    async with viewer(world) as view:
        await view.subscribe(level="WARNING", q="disk")
        await view.state("following")
        world.log.say("disk is fine", "memory")
        world.log.say("disk is full", "cpu", level=LogLevel.ERROR)
        await view.until("disk is full")
    assert view.texts == ["disk is full"]


async def test_a_new_filter_starts_over(world: World) -> None:
    world.log.say("a1", "b1")
    async with viewer(world) as view:
        await view.subscribe(q="a")
        await view.until("a1")
        await view.subscribe(q="b")
        await view.until("b1")
        world.log.say("a2", "b2")
        await view.until("b2")
    assert view.texts == ["b1", "b2"]


async def test_resuming_after_a_cursor_has_no_hole_and_no_double(world: World) -> None:
    world.log.say("one", "two")
    async with viewer(world) as view:
        await view.subscribe()
        await view.until("two")
        last = view.cursors[-1]
    world.log.say("three", "four")
    async with viewer(world) as again:
        await again.subscribe(after=last)
        await again.until("four")
        world.log.say("five")
        await again.until("five")
    assert again.texts == ["three", "four", "five"]


async def test_a_forgotten_cursor_starts_over(world: World) -> None:
    world.log.say("one", "two")
    async with viewer(world) as view:
        await view.subscribe(after="another-process-17")
        await view.until("two")
    assert view.texts == ["one", "two"]


async def test_a_pause_holds_lines_back(world: World) -> None:
    async with viewer(world) as view:
        await view.subscribe()
        await view.state("following")
        await view.socket.send_json({"pause": True})
        await asyncio.sleep(0.1)
        world.log.say("while paused")
        try:
            async with asyncio.timeout(0.4):
                message = await view.socket.receive_json()
        except TimeoutError:
            message = None
        assert message is None
        await view.socket.send_json({"pause": False})
        await view.until("while paused")


async def test_a_log_that_cannot_be_read_is_waited_for(world: World) -> None:
    world.log.break_down(Unavailable("The journal cannot be read.", "Join the group systemd-journal."))
    async with viewer(world) as view:
        await view.subscribe()
        state = await view.state("waiting")
        assert "journal cannot be read" in state["message"]
        world.log.break_down(None)
        world.log.say("back again")
        await view.until("back again")


async def test_the_upstream_ends_with_the_last_viewer(world: World) -> None:
    async with viewer(world) as view:
        await view.subscribe()
        await view.state("following")
        assert world.services.logs.viewers == 1
    await eventually(lambda: world.services.logs.viewers == 0)
    assert world.services.logs._upstream is None


async def test_a_defect_of_ours_is_told_and_the_log_goes_on_by_itself(world: World) -> None:
    world.log.say("before")
    async with viewer(world) as view, viewer(world) as other:
        for each in (view, other):
            await each.subscribe()
            await each.state("following")
            each.states.clear()
        world.log.break_down(KeyError("canary-secret"))
        for each in (view, other):
            assert "failed at following the log" in (await each.state("waiting"))["message"]
        ready = await (await world.client().get("/readyz", headers=HOST)).get_json()
        assert (ready["status"], ready["loops"]["live log"]) == ("degraded", "restarting")
        assert ready["tasks"]["live log"]["error"].startswith("KeyError in adapters.in_memory.log_source:")
        assert ready["tasks"]["live log"]["restart_in_seconds"] <= 0.5
        world.log.break_down(None)
        world.log.say("after")
        for each in (view, other):
            await each.until("after")
            assert [state["state"] for state in each.states] == ["waiting", "following"]
        ready = await (await world.client().get("/readyz", headers=HOST)).get_json()
        assert (ready["status"], ready["loops"]["live log"]) == ("ready", "ok")
        assert ready["tasks"]["live log"]["restarts"] == 1
    assert view.texts == ["before", "after"]
