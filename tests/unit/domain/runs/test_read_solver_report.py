"""The solver's part of a run: the engine's log, the solver's file beside it, and what each is without the other."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.model.runs.solver.report import Fallback

from tests.unit.domain.examples import NOON
from tests.unit.domain.runs.engine_bench import PREFIX, RAW, EngineBench

FILE = "solver_run_20261124_022056.jsonl"
STARTING = f"{PREFIX}INFO - [solver] starting — mode=active  log_dir=/reports  timeout=30.0s"
SOLVED = f"{PREFIX}INFO - [solver] run=/reports/{FILE} status=INFEASIBLE migrations=0 gap=0.1 time=12ms"
BLOCKED = '{"event": "infeasible", "blocking_vms": ["db01"]}'


@pytest.fixture
async def bench() -> AsyncIterator[EngineBench]:
    bench = bench_with({"enable": True, "mode": "active", "log_dir": "/reports"})
    yield bench
    await bench.engine.close()


def bench_with(solver: dict[str, Any]) -> EngineBench:
    return EngineBench(RAW | {"solver": solver})


async def ran(bench: EngineBench, kind: RunKind, *lines: str) -> Run:
    bench.recital.learn(kind, list(lines))
    return await bench.ended(await bench.engine.start(kind))


async def test_the_file_adds_to_the_log(bench: EngineBench) -> None:
    bench.solver_reports.write("/reports", FILE, NOON, BLOCKED)
    run = await ran(bench, RunKind.REBALANCE, STARTING, SOLVED)
    assert run.solver is not None
    assert (run.solver.blocking, run.solver.fallback, run.solver.unread) == (("db01",), Fallback.GREEDY, "")


async def test_the_log_alone_says_why(bench: EngineBench) -> None:
    run = await ran(bench, RunKind.DRY_RUN, STARTING, SOLVED)
    assert run.solver is not None
    assert (run.solver.unread, run.solver.status, run.solver.fallback) == ("No report was written.", "INFEASIBLE", None)


async def test_a_solver_that_failed_left_its_file_unnamed(bench: EngineBench) -> None:
    bench.solver_reports.write("/reports", "solver_run_20261124_010000.jsonl", NOON - timedelta(1), "")
    bench.solver_reports.write("/reports", FILE, NOON, BLOCKED)
    run = await ran(bench, RunKind.DRY_RUN, STARTING, f"{PREFIX}WARNING - [solver] shadow run failed: boom")
    assert run.solver is not None
    assert (run.solver.blocking, run.solver.warnings) == (("db01",), ("shadow run failed: boom",))


async def test_without_a_word_there_is_no_report(bench: EngineBench) -> None:
    assert (await ran(bench, RunKind.DRY_RUN)).solver is None


async def test_a_solver_that_is_off_is_not_looked_for() -> None:
    bench = bench_with({"enable": False})
    assert (await ran(bench, RunKind.DRY_RUN, STARTING, SOLVED)).solver is None
    await bench.engine.close()


async def test_a_cancelled_run_did_not_fall_back(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.REBALANCE, [STARTING], endless=True)
    run = await bench.engine.start(RunKind.REBALANCE)
    await bench.fake_clock.settle()
    bench.engine.cancel(run.id)
    run = await bench.ended(run)
    assert run.solver is not None and run.solver.fallback is None
