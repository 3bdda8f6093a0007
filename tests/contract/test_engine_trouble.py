"""An engine that misbehaves, through the child runtime: a clear sentence, nothing lost, nothing left running."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from proxlb_ui.adapters.child_process import ChildEngineRunner, EngineProgram
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine

from tests.contract.child_fixtures import STAND_IN
from tests.unit.domain.runs.engine_bench import PREFIX, RAW, EngineBench
from tests.waiting import PATIENCE_SECONDS

END = "Daemon mode not active - stopping."
NESTED = json.dumps(
    {
        "nodes": {"pve1": {"maintenance": False, "memory": {"used_percent": 60.5}}, "pve2": {}},
        "guests": {"vm101": {"id": 101, "type": "vm", "node_current": "pve1", "node_target": "pve2"}},
    },
    indent=4,
).split("\n")
FLAT = json.dumps(
    {
        "nodes": {"pve1": {"maintenance": False, "memory_total": 8, "memory_used_percent": 60.5}, "pve2": {}},
        "guests": {"vm101": {"id": 101, "type": "vm", "node_current": "pve1", "node_target": "pve2"}},
        "groups": {"affinity": {"web": {"guests": ["vm101", "vm102"]}}, "anti_affinity": {}},
    },
    indent=4,
).split("\n")


@asynccontextmanager
async def engine(longest_seconds: float = 20, **script: Any) -> AsyncIterator[RunEngine]:
    """The use case over the real child runtime, and the stand-in that does what the script says."""
    environment = {"PYTHONPATH": str(STAND_IN), "PATH": "/usr/bin:/bin"}
    program = EngineProgram(sys.executable, "/nowhere", environment, lambda text: text)
    runner = ChildEngineRunner(program, end_patience_seconds=(0.5, 0.5))
    bench = EngineBench({**RAW, **script}, runner, SystemClock(), longest_seconds)
    yield bench.engine
    await bench.engine.close()


async def outcome(engine: RunEngine, kind: RunKind = RunKind.DRY_RUN) -> Run:
    run = await engine.start(kind)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (now := engine.find(run.id)).state.ended:
            await engine.change.wait(engine.change.count)
    return now


@pytest.fixture(autouse=True)
def _nothing_left(left_children: Callable[[], set[int]]) -> Iterator[None]:
    yield
    assert not left_children()


async def test_an_answer_of_today_and_one_of_1_1_say_the_same() -> None:
    found = []
    for document in (NESTED, FLAT):
        async with engine(lines=[f"{PREFIX}INFO - a", *document, END]) as runs:
            run = await outcome(runs)
        assert (run.state, run.exit_code) == (RunState.DONE, 0), run
        assert run.result is not None and run.result.document is not None
        found.append((run.result.document.moves, run.result.document.nodes[0].memory_percent))
    assert found[0] == found[1]
    assert run.result.document.flat is True and run.result.document.affinity_groups == 1


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ({"lines": [f"{PREFIX}INFO - a"], "exit_code": 3}, "ProxLB ended with exit code 3: a"),
        ({"lines": [f"{PREFIX}INFO - a", END]}, "ProxLB ended well but printed no JSON document."),
        ({"lines": [*NESTED[:5]]}, "ProxLB's JSON document breaks off before its end."),
        ({"lines": [*NESTED, *NESTED]}, "ProxLB printed 2 JSON documents where one was expected."),
        ({"lines": ["{", "nonsense", "}"]}, "ProxLB printed a JSON document that cannot be read."),
        ({"lines": ["{", '"nodes": []', "}"]}, "ProxLB printed a JSON document without nodes and guests."),
    ],
)
async def test_what_is_wrong_is_one_sentence(script: dict[str, Any], message: str) -> None:
    async with engine(**script) as runs:
        run = await outcome(runs)
        assert (run.state, run.message) == (RunState.FAILED, message)
        assert run.hint
        assert len(runs.log(run.id).lines) >= len([line for line in script["lines"] if line.startswith(PREFIX)])


async def test_the_last_of_two_documents_is_kept() -> None:
    async with engine(lines=[*NESTED, *FLAT]) as runs:
        run = await outcome(runs)
    assert run.result is not None and run.result.document is not None and run.result.document.flat


async def test_a_traceback_in_the_midst_of_a_document_keeps_its_words() -> None:
    errors = ["Traceback (most recent call last):", '  File "main.py", line 120, in <module>', "KeyError: 'ram'"]
    async with engine(lines=[f"{PREFIX}INFO - a", *NESTED[:5]], errors=errors, exit_code=1) as runs:
        run = await outcome(runs)
    assert run.message == "ProxLB ended with exit code 1: KeyError: 'ram'"
    assert run.last_words == tuple(errors)


async def test_wrong_settings_show_their_lines() -> None:
    lines = [
        f"{PREFIX}CRITICAL - Error parsing /dev/stdin: 1 validation error for Config",
        "balancing.balanciness",
        "  Input should be a valid integer [type=int_parsing, input_value='lots', input_type=str]",
    ]
    async with engine(lines=lines, exit_code=1) as runs:
        run = await outcome(runs)
    assert "1 validation error for Config" in run.message
    assert "balancing.balanciness" in run.last_words


async def test_an_engine_that_never_ends_is_ended() -> None:
    async with engine(longest_seconds=1, lines=[f"{PREFIX}INFO - a"], endless=True) as runs:
        run = await outcome(runs)
    assert run.state is RunState.FAILED
    assert "took longer than" in run.message and "was ended" in run.message


async def test_one_that_ignores_signals_is_killed(left_children: Callable[[], set[int]]) -> None:
    async with engine(lines=[f"{PREFIX}INFO - a"], endless=True, stubborn=True) as runs:
        run = await runs.start(RunKind.DRY_RUN)
        await asyncio.sleep(0.5)
        runs.cancel(run.id)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not runs.find(run.id).state.ended:
                await runs.change.wait(runs.change.count)
        assert runs.find(run.id).state is RunState.CANCELLED
        assert not left_children()


async def test_a_flood_stays_within_bounds() -> None:
    lines = [f"{PREFIX}INFO - line {number}" for number in range(6_000)]
    async with engine(lines=[*lines, *NESTED, END]) as runs:
        run = await outcome(runs)
        page = runs.log(run.id, limit=2_000)
    assert run.state is RunState.DONE
    assert len(page.lines) == 2_000 and page.more
    assert page.lines[-1].text == END
