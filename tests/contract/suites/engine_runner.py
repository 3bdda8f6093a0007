"""What every EngineRunner does."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest
from proxlb_ui.domain.model.runs.engine_run import EngineEvent, EngineExit, EngineOutput, RunKind
from proxlb_ui.domain.ports.engine_runner import EngineRunner

BOUND_SECONDS = 20

# Makes the engine print these lines and errors and end like this; returns the settings text to run it with.
Script = Callable[..., str]


async def events_of(runner: EngineRunner, kind: RunKind, settings: str) -> list[EngineEvent]:
    async with asyncio.timeout(BOUND_SECONDS), aclosing(runner.run(kind, settings)) as events:
        return [event async for event in events]


def printed(events: list[EngineEvent], *, error: bool = False) -> list[str]:
    lines = [event.text for event in events if isinstance(event, EngineOutput) and event.error is error]
    return [line for line in lines if "Using config path" not in line]


class EngineRunnerContract:
    """Subclasses supply the fixtures `runner` and `script`."""

    @pytest.mark.parametrize("kind", list(RunKind))
    async def test_lines_come_in_order_and_then_the_exit(
        self, runner: EngineRunner, script: Script, kind: RunKind
    ) -> None:
        lines = [f"line {number}" for number in range(50)]
        events = await events_of(runner, kind, script(kind, lines))
        assert printed(events) == lines
        assert events[-1] == EngineExit(0)
        assert sum(isinstance(event, EngineExit) for event in events) == 1

    async def test_the_second_stream_is_marked(self, runner: EngineRunner, script: Script) -> None:
        settings = script(RunKind.DRY_RUN, ["fine"], errors=["Traceback (most recent call last):"], exit_code=1)
        events = await events_of(runner, RunKind.DRY_RUN, settings)
        assert printed(events) == ["fine"]
        assert printed(events, error=True) == ["Traceback (most recent call last):"]
        assert events[-1] == EngineExit(1)

    async def test_a_slow_reader_loses_nothing(self, runner: EngineRunner, script: Script) -> None:
        lines = [f"line {number} {'x' * 80}" for number in range(6_000)]
        async with (
            asyncio.timeout(BOUND_SECONDS),
            aclosing(runner.run(RunKind.DRY_RUN, script(RunKind.DRY_RUN, lines))) as events,
        ):
            first = await anext(events)
            await asyncio.sleep(0.5)
            rest = [event async for event in events]
        assert printed([first, *rest]) == lines
        assert rest[-1] == EngineExit(0)

    async def test_lines_come_before_the_end(self, runner: EngineRunner, script: Script) -> None:
        settings = script(RunKind.DRY_RUN, ["line 1"], endless=True)
        async with asyncio.timeout(BOUND_SECONDS), aclosing(runner.run(RunKind.DRY_RUN, settings)) as events:
            async for event in events:
                if isinstance(event, EngineOutput) and event.text == "line 1":
                    break
            else:
                pytest.fail("the line did not come while the engine ran")

    async def test_leaving_a_run_ends_it(self, runner: EngineRunner, script: Script) -> None:
        settings = script(RunKind.REBALANCE, ["line 1"], endless=True)
        async with asyncio.timeout(BOUND_SECONDS):
            async with aclosing(runner.run(RunKind.REBALANCE, settings)) as events:
                await anext(events)
            following = await events_of(runner, RunKind.BEST_NODE, script(RunKind.BEST_NODE, ["pve3"]))
        assert printed(following) == ["pve3"]
