"""Runs of the real ProxLB with its real solver against the simulated cluster."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import Outcome
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.model.runs.solver.report import Fallback
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.entrypoints.container import Container

from tests.integration.test_engine_runs import cluster, container, ended, engine

__all__ = ["cluster", "container", "engine"]
pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(180),
]


async def solved(
    container: Container, engine: RunEngine, kind: RunKind, rules: dict[str, Any] | None = None, **solver: Any
) -> Run:
    path = Path(container.config().proxlb_config)
    settings = yaml.safe_load(path.read_text())
    log_dir = str(path.parent / "solver reports")
    settings["solver"] = {"enable": True, "log_dir": log_dir, "timeout_seconds": 10, **solver}
    settings["balancing"] |= rules or {}
    path.write_text(yaml.safe_dump(settings))
    run = await ended(engine, await engine.start(kind))
    assert run.state is RunState.DONE, run
    return run


async def test_a_shadow_solver_is_heard(container: Container, engine: RunEngine) -> None:
    run = await solved(container, engine, RunKind.DRY_RUN)
    report = run.solver
    assert report is not None
    assert (report.mode, report.unread, report.warnings) == ("shadow", "", ())
    assert report.found and report.migrations and report.steps and report.milliseconds
    assert report.agreement is not None
    moves = {move.guest for move in run.result.moves} if run.result else set()
    assert moves and sum(report.agreement.values()) >= len(moves)
    assert (report.arrived, report.fallback) == (None, None)
    assert (Path(container.config().proxlb_config).parent / "solver reports" / report.file).is_file()


async def test_an_active_solver_moves_the_guests(container: Container, engine: RunEngine) -> None:
    run = await solved(container, engine, RunKind.REBALANCE, mode="active")
    report = run.solver
    assert report is not None
    assert (report.mode, report.unread, report.fallback, report.missed) == ("active", "", None, ())
    assert report.migrations and report.arrived == report.migrations
    assert run.result is not None
    assert {migration.outcome for migration in run.result.migrations} == {Outcome.OK}
    assert len(run.result.migrations) == report.migrations
    assert (run.result.moves, run.result.differences) == ((), None), "the planner knows only ProxLB's own plan"


async def test_a_directory_that_cannot_be_made_is_told(container: Container, engine: RunEngine) -> None:
    run = await solved(container, engine, RunKind.DRY_RUN, log_dir="/proc/nope")
    report = run.solver
    assert report is not None
    assert (report.status, report.mode) == ("", "shadow")
    assert report.warnings and report.warnings[0].startswith("cannot create log_dir='/proc/nope'")
    assert "/proc/nope" in report.unread


@pytest.mark.parametrize("cluster", [{"pve": 9}], indirect=True)
async def test_an_ha_rule_with_priorities_leaves_the_solver_without_a_node(
    container: Container, engine: RunEngine
) -> None:
    report = (await solved(container, engine, RunKind.DRY_RUN)).solver
    assert report is not None
    assert (report.status, report.blocking) == ("INFEASIBLE", ())
    assert report.nowhere == ("db-01 is pinned to pve2:1, pve3:1, which ProxLB knows as no node.",)
    assert report.message == f"The solver found no plan that keeps every rule. {report.nowhere[0]}"


async def test_where_no_plan_is_possible_proxlb_goes_on_with_its_own(container: Container, engine: RunEngine) -> None:
    run = await solved(container, engine, RunKind.REBALANCE, {"cpu_overcommit": 0.01}, mode="active")
    report = run.solver
    assert report is not None
    assert (report.status, report.fallback, report.unread) == ("INFEASIBLE", Fallback.GREEDY, ""), report
    assert report.message.startswith("The solver found no plan that keeps every rule")
    assert run.result is not None and run.result.migrations
