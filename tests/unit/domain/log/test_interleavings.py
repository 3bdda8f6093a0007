"""Viewers that come and go while the log is slow to answer: each gets every line of its time, once and in order."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.domain.background import Background
from proxlb_ui.domain.model.log.lines import LogLine
from proxlb_ui.domain.use_cases.log.follow_logs import FollowLogs, Subscription

from tests.interleaving import Gates, interleave

MOST_ACTIONS = 10


class FaultySource(InMemoryLogSource):
    """Meets a defect of ours in place of the next lines, as often as it is told to."""

    defects = 0

    async def follow(self, after: str | None = None) -> AsyncGenerator[tuple[LogLine, ...], None]:
        async with aclosing(super().follow(after)) as batches:
            async for lines in batches:
                if self.defects:
                    self.defects -= 1
                    raise KeyError
                yield lines


async def everything(view: Subscription) -> list[str]:
    """All lines that wait for a viewer."""
    lines: list[str] = []
    while view._wake.is_set():
        lines += [line.text for line in (await view.next()).lines]
    return lines


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=100)
@given(st.data())
def test_every_viewer_gets_every_line_of_its_time(data: st.DataObject) -> None:
    async def play() -> None:
        gates, source, clock = Gates(), FaultySource(), FakeClock()
        owner = Background(clock, lambda _: None)
        logs = FollowLogs(gates.around(source), clock, owner)
        source.say("long ago")
        said: list[str] = []

        async def say() -> None:
            said.append(f"line {len(said)}")
            source.say(said[-1])

        async def look() -> None:
            async with logs.subscribe() as view:
                let_in = len(said)
                await gates.passing()
                for _ in range(MOST_ACTIONS):  # it may have to start again as often as it was made to fail
                    await clock.advance(30)
                found, until = await everything(view), len(said)
            # What the stream had still to deliver comes too; it is in the history as well, by which it is known.
            assert len(found) >= until - let_in
            assert found == said[until - len(found) : until]

        async def fail() -> None:
            source.defects += 1

        actions = data.draw(st.lists(st.sampled_from([say, look, fail]), max_size=MOST_ACTIONS), label="actions")
        await interleave(data, gates, actions, lambda: None)
        assert not owner.reports
        assert logs.viewers == 0

    asyncio.run(play())
