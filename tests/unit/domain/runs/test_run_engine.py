"""Runs of the engine: what it is given, how it is followed, what it comes to, and what is in the way."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml
from proxlb_ui.domain.errors import Conflict, Invalid, NotFound, Unavailable
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import Outcome
from proxlb_ui.domain.model.runs.run import Progress, ProgressUnit, Run, RunState
from proxlb_ui.domain.use_cases.runs.run_engine import REMEMBERED_RUNS

from tests.unit.domain.examples import NOON, task
from tests.unit.domain.runs.engine_bench import LONGEST_SECONDS, PREFIX, RAW, EngineBench

END = "Daemon mode not active - stopping."


@pytest.fixture
async def bench() -> AsyncIterator[EngineBench]:
    bench = EngineBench()
    yield bench
    await bench.engine.close()


def handed_over(bench: EngineBench) -> dict[str, Any]:
    return yaml.load(bench.recital.asked[-1][1], Loader=yaml.FullLoader)


def document(**targets: str) -> list[str]:
    """ProxLB's JSON for guests on pve1 and their targets."""
    guests = {
        name: {"id": 100 + int(name[-1]), "type": "vm", "node_current": "pve1", "node_target": target}
        for name, target in targets.items()
    }
    node = {"maintenance": False, "memory": {"used_percent": 50.0}}
    return json.dumps({"nodes": {"pve1": node, "pve2": node}, "guests": guests}, indent=4).split("\n")


def migrating(upid: str, guest: str = "vm101") -> list[str]:
    return [
        f"{PREFIX}INFO - Balancing: Starting to migrate VM guest {guest} from pve1 to pve2.",
        f"{PREFIX}DEBUG - Balancing: job_id for {guest}: '{upid}', jobs_to_wait len: 0",
    ]


async def finished(bench: EngineBench, kind: RunKind, overrides: dict[str, Any] | None = None) -> Run:
    return await bench.ended(await bench.engine.start(kind, overrides))


async def test_a_run_ends_by_itself_and_talks_whatever_the_settings_say(bench: EngineBench) -> None:
    await finished(bench, RunKind.DRY_RUN, {"balancing": {"method": "cpu"}})
    settings = handed_over(bench)
    delay = {"enable": False, "time": 5}
    assert settings["service"] == {"daemon": False, "log_level": "DEBUG", "enable_ha": False, "delay": delay}
    assert settings["balancing"] == {"enable": False, "method": "cpu", "balance_types": ["vm"]}
    assert settings["proxmox_api"] == RAW["proxmox_api"]
    assert RAW["service"]["daemon"] is True


async def test_only_a_rebalance_balances(bench: EngineBench) -> None:
    await finished(bench, RunKind.REBALANCE)
    assert handed_over(bench)["balancing"]["enable"] is True
    await finished(bench, RunKind.BEST_NODE, {"balancing": {"enable": True}})
    assert handed_over(bench)["balancing"]["enable"] is False


async def test_sections_may_be_missing_or_empty() -> None:
    bench = EngineBench({"proxmox_api": RAW["proxmox_api"]})
    await finished(bench, RunKind.REBALANCE)
    assert handed_over(bench)["balancing"] == {"enable": True}


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"proxmox_api": {"hosts": ["evil"]}}, "proxmox_api"),
        ({"service": {"daemon": True}}, "service"),
        ({"balancing": 5}, "balancing"),
        ({"balancing": {"balancines": 5}}, "balancing.balancines"),
        ({"balancing": {"method": "luck"}}, "balancing.method"),
    ],
)
async def test_overrides_that_cannot_be_used_are_named(
    bench: EngineBench, overrides: dict[str, Any], named: str
) -> None:
    with pytest.raises(Invalid, match=named):
        await bench.engine.start(RunKind.DRY_RUN, overrides)
    assert bench.recital.asked == []
    assert bench.engine.runs == ()


async def test_a_rebalance_takes_no_overrides(bench: EngineBench) -> None:
    with pytest.raises(Invalid, match="as they are saved"):
        await bench.engine.start(RunKind.REBALANCE, {"balancing": {"method": "cpu"}})


async def test_a_dry_run_answers_with_its_moves_beside_the_planners(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - a", *document(vm101="pve2", vm102="pve1"), END])
    run = await finished(bench, RunKind.DRY_RUN)
    assert (run.state, run.exit_code) == (RunState.DONE, 0)
    assert run.result is not None
    moves = {move.guest: move for move in run.result.moves if move.by_engine}
    assert set(moves) == {"vm101"}
    assert (moves["vm101"].vmid, moves["vm101"].target) == (101, "pve2")
    assert run.result.compared and run.result.document is not None
    assert [node.memory_percent for node in run.result.document.nodes] == [50.0, 50.0]


async def test_without_the_cluster_there_is_nothing_to_compare(bench: EngineBench) -> None:
    bench.reader.problem = Unavailable("Proxmox is away.")
    bench.recital.learn(RunKind.DRY_RUN, document(vm101="pve2"))
    run = await finished(bench, RunKind.DRY_RUN)
    assert run.result is not None
    assert (run.result.differences, run.result.moves[0].comparison) == (None, None)
    assert run.message == "1 guest would move."


@pytest.mark.parametrize("level", ["INFO", "WARNING", "ERROR"])
async def test_the_best_node_is_the_bare_line(bench: EngineBench, level: str) -> None:
    bench.recital.learn(RunKind.BEST_NODE, [f"{PREFIX}{level} - Failed to retrieve something.", "pve3"])
    run = await finished(bench, RunKind.BEST_NODE)
    assert run.result is not None and run.result.best_node == "pve3"


async def test_no_node_is_said(bench: EngineBench) -> None:
    lines = [f"{PREFIX}WARNING - No suitable target node found for balancing. Skipping this run.", END]
    bench.recital.learn(RunKind.BEST_NODE, lines)
    run = await finished(bench, RunKind.BEST_NODE)
    assert run.state is RunState.FAILED
    assert run.message.startswith("No node can take a guest")


async def test_secrets_stay_out_of_everything(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.DRY_RUN, ["logging in with hunter22"], errors=["pass: hunter22"], exit_code=1)
    run = await finished(bench, RunKind.DRY_RUN)
    assert "hunter22" not in repr((run, bench.engine.log(run.id)))
    assert len(bench.engine.log(run.id).lines) == 2


async def test_one_run_at_a_time_and_it_can_be_cancelled(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.DRY_RUN, endless=True)
    first = await bench.engine.start(RunKind.DRY_RUN)
    with pytest.raises(Conflict, match="A dry run is under way"):
        await bench.engine.start(RunKind.BEST_NODE)
    assert bench.engine.cancel(first.id).cancelling
    run = await bench.ended(first)
    assert (run.state, run.message) == (RunState.CANCELLED, "Cancelled before any guest was moved.")
    assert bench.recital.running == 0
    with pytest.raises(Conflict):
        bench.engine.cancel(first.id)
    assert (await finished(bench, RunKind.BEST_NODE)).exit_code == 0


async def test_closing_ends_what_runs(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - a"], endless=True)
    run = await bench.engine.start(RunKind.DRY_RUN)
    await bench.fake_clock.settle()
    assert bench.recital.running == 1
    await bench.engine.close()
    assert bench.recital.running == 0
    assert bench.engine.find(run.id).state is RunState.FAILED


async def test_a_run_has_a_bound(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - a"], endless=True)
    run = await bench.engine.start(RunKind.DRY_RUN)
    await bench.fake_clock.advance(LONGEST_SECONDS + 1)
    run = await bench.ended(run)
    assert (run.state, run.message) == (RunState.FAILED, "The run took longer than 60 minutes and was ended.")
    assert bench.recital.running == 0


async def test_a_missing_engine_is_said_and_frees_the_way_again(bench: EngineBench) -> None:
    bench.recital.break_down(NotFound("No engine.", "Install it."))
    for _ in range(2):
        run = await finished(bench, RunKind.DRY_RUN)
        assert (run.state, run.message, run.hint) == (RunState.FAILED, "No engine.", "Install it.")


async def test_unreadable_settings_begin_no_run(bench: EngineBench) -> None:
    bench.settings.problem = Invalid("The settings are no YAML.")
    with pytest.raises(Invalid):
        await bench.engine.start(RunKind.DRY_RUN)
    assert bench.engine.runs == ()


async def test_the_same_key_is_the_same_run(bench: EngineBench) -> None:
    both = await asyncio.gather(*(bench.engine.start(RunKind.DRY_RUN, key="k") for _ in range(2)))
    assert both[0].id == both[1].id


async def test_history_is_bounded_and_newest_first(bench: EngineBench) -> None:
    ids = [(await finished(bench, RunKind.BEST_NODE)).id for _ in range(REMEMBERED_RUNS + 3)]
    assert [run.id for run in bench.engine.runs] == ids[:2:-1]
    with pytest.raises(NotFound):
        bench.engine.find(ids[0])


async def test_progress_is_counted_from_the_engines_lines(bench: EngineBench) -> None:
    collecting = [
        f"{PREFIX}INFO - API connection to host pve1:8006 succeeded.",
        f"{PREFIX}DEBUG - Getting average RRD data from node: pve1.",
        f"{PREFIX}DEBUG - Getting average RRD data from guest: vm101.",
        f"{PREFIX}DEBUG - Getting spike RRD data from guest: vm101.",
        f"{PREFIX}DEBUG - Getting average RRD data from guest: vm102.",
    ]
    bench.recital.learn(RunKind.DRY_RUN, collecting, endless=True)
    run = await bench.engine.start(RunKind.DRY_RUN)
    run = await bench.when(run)(lambda now: now.progress is not None and now.progress.done == 2)
    assert (run.state, run.progress) == (RunState.COLLECTING, Progress(2, 3, ProgressUnit.GUEST, "vm102"))
    assert run.doing == "Collecting guest 2 of 3: vm102."


async def test_a_rebalance_waits_for_proxmox_and_believes_it(bench: EngineBench) -> None:
    running = task(101, at=60, state=TaskState.RUNNING, ended_at=None)
    bench.recital.learn(RunKind.REBALANCE, [*migrating(running.upid), *document(vm101="pve2"), END])
    run = await bench.engine.start(RunKind.REBALANCE)
    await bench.fake_clock.settle()
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(running,))
    await bench.fake_clock.advance(3)
    now = bench.engine.find(run.id)
    assert (now.state, now.exit_code) == (RunState.MIGRATING, 0)
    failed = replace(running, state=TaskState.FAILED, message="migration aborted", ended_at=NOON + timedelta(seconds=9))
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(failed,))
    await bench.fake_clock.advance(3)
    run = await bench.ended(run)
    assert (run.state, run.message) == (RunState.FAILED, "1 of 1 migration failed.")
    assert run.result is not None
    (migration,) = run.result.migrations
    assert (migration.outcome, migration.reason, migration.vmid) == (Outcome.FAILED, "migration aborted", 101)


async def test_a_cancel_while_proxmox_migrates_ends_the_waiting_but_not_the_looking(bench: EngineBench) -> None:
    running = task(101, at=60, state=TaskState.RUNNING, ended_at=None)
    bench.recital.learn(RunKind.REBALANCE, [*migrating(running.upid), *document(vm101="pve2"), END], endless=True)
    run = await bench.engine.start(RunKind.REBALANCE)
    await bench.fake_clock.settle()
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(running,))
    bench.recital.release()
    await bench.fake_clock.settle()
    assert bench.recital.running == 0, "the engine has ended, the migration has not"
    bench.engine.cancel(run.id)
    await bench.fake_clock.advance(3)
    run = await bench.ended(run)
    assert (run.state, run.message) == (
        RunState.CANCELLED,
        "Cancelled; Proxmox goes on with 1 migration that had begun.",
    )
    done = replace(running, state=TaskState.OK, ended_at=NOON + timedelta(seconds=90))
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(done,))
    await bench.fake_clock.advance(10)
    assert bench.engine.find(run.id).message == "Cancelled; 1 guest had been moved."


async def test_warnings_are_no_failure(bench: EngineBench) -> None:
    warned = task(101, at=60, state=TaskState.WARNINGS, message="WARNINGS: 1")
    bench.recital.learn(RunKind.REBALANCE, [*migrating(warned.upid), *document(vm101="pve2"), END])
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(warned,))
    run = await finished(bench, RunKind.REBALANCE)
    assert (run.state, run.message) == (RunState.DONE, "1 guest moved, 1 with warnings.")


async def test_an_ha_request_is_followed_to_the_real_task(bench: EngineBench) -> None:
    request = task(101, at=60, kind="hamigrate")
    real = task(101, at=70, state=TaskState.FAILED, message="no space left")
    bench.recital.learn(RunKind.REBALANCE, [*migrating(request.upid), *document(vm101="pve2"), END])
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(request, real))
    run = await finished(bench, RunKind.REBALANCE)
    assert run.result is not None
    (migration,) = run.result.migrations
    assert (migration.outcome, migration.reason) == (Outcome.FAILED, "no space left")
    assert (migration.ha, migration.upid) == (True, real.upid)


async def test_what_proxmox_refused_says_why(bench: EngineBench) -> None:
    text = "Balancing: Failed to migrate guest vm101 of type VM due to some Proxmox errors. Please check if resource"
    lines = [
        migrating("")[0],
        f"{PREFIX}CRITICAL - {text} is locked or similar.",
        f"{PREFIX}DEBUG - {text} is locked or similar: 500 Internal Server Error: VM is locked (backup)",
    ]
    bench.recital.learn(RunKind.REBALANCE, [*lines, *document(vm101="pve2"), END])
    run = await finished(bench, RunKind.REBALANCE)
    assert run.result is not None
    (migration,) = run.result.migrations
    assert (migration.outcome, migration.reason) == (
        Outcome.REFUSED,
        "500 Internal Server Error: VM is locked (backup)",
    )
    assert run.state is RunState.FAILED


async def test_a_task_that_nobody_finds_is_not_called_a_success(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.REBALANCE, [migrating("")[0], *document(vm101="pve2"), END])
    run = await bench.engine.start(RunKind.REBALANCE)
    await bench.fake_clock.advance(60)
    run = await bench.ended(run)
    assert run.result is not None
    assert (run.state, run.result.migrations[0].outcome) == (RunState.FAILED, Outcome.UNKNOWN)


async def test_an_engine_that_logs_elsewhere_is_taken_at_its_plan(bench: EngineBench) -> None:
    bench.recital.learn(RunKind.REBALANCE, [*document(vm101="pve2", vm102="pve1"), END])
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(task(101, at=1),))
    run = await finished(bench, RunKind.REBALANCE)
    assert run.result is not None
    assert [(one.vmid, one.outcome) for one in run.result.migrations] == [(101, Outcome.OK)]


async def test_a_rebalance_that_dies_still_tells_how_its_migrations_end(bench: EngineBench) -> None:
    running = task(101, at=60, state=TaskState.RUNNING, ended_at=None)
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=())
    traceback = ["Traceback (most recent call last):", '  File "x.py"', "TimeoutError: read timed out"]
    bench.recital.learn(RunKind.REBALANCE, migrating(running.upid), errors=traceback, exit_code=1)
    run = await bench.engine.start(RunKind.REBALANCE)
    await bench.fake_clock.settle()
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(running,))
    run = await bench.ended(run)
    assert (run.state, run.message) == (
        RunState.FAILED,
        "ProxLB ended with exit code 1: TimeoutError: read timed out",
    )
    assert run.last_words == tuple(traceback)
    done = replace(running, state=TaskState.OK, ended_at=NOON + timedelta(seconds=90))
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(done,))
    await bench.fake_clock.advance(10)
    result = bench.engine.find(run.id).result
    assert result is not None and result.migrations[0].outcome is Outcome.OK


async def test_a_rebalance_waits_for_others(bench: EngineBench) -> None:
    running = task(103, "pve2", at=-5, state=TaskState.RUNNING, ended_at=None)
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(running,))
    with pytest.raises(Conflict, match="Proxmox is migrating vm103 from pve2"):
        await bench.engine.start(RunKind.REBALANCE)
    assert (await finished(bench, RunKind.DRY_RUN)).exit_code == 0


async def test_a_rebalance_waits_for_the_service(bench: EngineBench) -> None:
    bench.log.say("API connection to host pve1:8006 succeeded.")
    await bench.service.look()
    assert bench.service.activity.running
    with pytest.raises(Conflict, match="ProxLB's own run"):
        await bench.engine.start(RunKind.REBALANCE)


async def test_a_rebalance_needs_to_see_the_cluster(bench: EngineBench) -> None:
    bench.reader.problem = Unavailable("Proxmox is away.")
    with pytest.raises(Unavailable, match="Proxmox is away"):
        await bench.engine.start(RunKind.REBALANCE)
    assert bench.recital.asked == []
