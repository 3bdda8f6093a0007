"""Remembering runs beyond the life of the cockpit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.in_memory.run_history import InMemoryRunHistory
from proxlb_ui.domain.errors import Conflict, NotFound, Unavailable
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.interruption import NOT_FOUND, RESTARTED, STOPPED
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.use_cases.runs.keep_runs import LOOKS, KeepRuns

from tests.contract.suites.migration_history import migration
from tests.contract.suites.run_history import LINES, run
from tests.interleaving import Gates, interleave
from tests.unit.domain.examples import NOON, task
from tests.unit.domain.runs.engine_bench import PREFIX, EngineBench

BEGUN = task(101, at=3)
REQUESTED = RunMigration("vm101", 101, GuestKind.VM, "pve1", "pve2", Outcome.RUNNING, upid=BEGUN.upid)


class World:
    """One start of the cockpit, with a history that may be older."""

    def __init__(self, runs: InMemoryRunHistory | None = None) -> None:
        self.bench = EngineBench()
        self.history = runs or InMemoryRunHistory()
        self.migrations = InMemoryMigrationHistory()
        self.keep = KeepRuns(
            self.bench.engine, self.history, self.migrations, self.bench.cluster, self.bench.fake_clock
        )


@pytest.fixture
async def world() -> AsyncIterator[Callable[..., World]]:
    made: list[World] = []

    def another(runs: InMemoryRunHistory | None = None) -> World:
        made.append(World(runs))
        return made[-1]

    yield another
    for each in made:
        await each.bench.engine.close()


def interrupted(*migrations: RunMigration, **changes: object) -> Run:
    result = RunResult(migrations=migrations) if migrations else None
    return run("a", kind=RunKind.REBALANCE, state=RunState.MIGRATING, ended_at=None, result=result, **changes)


async def test_a_finished_run_is_there_after_a_restart_with_its_log(world: Callable[..., World]) -> None:
    first = world()
    first.bench.recital.learn(RunKind.BEST_NODE, [f"{PREFIX}INFO - hello", "pve2"])
    done = await first.bench.ended(await first.bench.engine.start(RunKind.BEST_NODE))
    await first.keep.write()
    second = world(first.history)
    await second.keep.look()
    assert second.keep.runs == (done,)
    assert await second.keep.find(done.id) == done
    assert [line.text for line in (await second.keep.log(done.id)).lines] == ["hello", "pve2"]
    assert (await second.keep.log(done.id, after=1)).lines[0].text == "pve2"
    with pytest.raises(Conflict, match="ended already"):
        await second.keep.cancel(done.id)
    with pytest.raises(NotFound):
        await second.keep.find("nobody")


async def test_one_that_ran_when_the_cockpit_died_is_told_as_ended(world: Callable[..., World]) -> None:
    history = InMemoryRunHistory()
    heard = NOON + timedelta(seconds=7)
    await history.record(interrupted(), [replace(LINES[0], time=heard)])
    now = world(history)
    await now.keep.look()
    (ended,) = now.keep.runs
    assert (ended.state, ended.message, ended.ended_at) == (RunState.FAILED, RESTARTED, heard)
    assert await history.recent(1) == (ended,)


@pytest.mark.parametrize(("state", "outcome"), [(TaskState.OK, Outcome.OK), (TaskState.FAILED, Outcome.FAILED)])
async def test_proxmox_tells_how_its_migrations_ended(
    world: Callable[..., World], state: TaskState, outcome: Outcome
) -> None:
    history = InMemoryRunHistory()
    await history.record(interrupted(REQUESTED), LINES)
    now = world(history)
    now.bench.reader.snapshot = replace(now.bench.reader.snapshot, tasks=(replace(BEGUN, state=state),))
    await now.bench.cluster.refresh()
    await now.keep.look()
    found = await now.keep.find("a")
    assert found.result is not None
    assert [(one.outcome, one.upid) for one in found.result.migrations] == [(outcome, BEGUN.upid)]
    assert found.hint.startswith(f"It had begun 1 migrations, of which {int(outcome is Outcome.OK)} went well")
    assert await history.recent(1) == (found,)


async def test_what_proxmox_forgot_is_found_in_the_history_of_migrations(world: Callable[..., World]) -> None:
    history = InMemoryRunHistory()
    await history.record(interrupted(REQUESTED), LINES)
    now = world(history)
    await now.migrations.record([migration(101, at=3)])
    await now.bench.cluster.refresh()
    await now.keep.look()
    found = await now.keep.find("a")
    assert found.result is not None and found.result.migrated == 1


async def test_a_migration_nobody_knows_any_more_is_given_up(world: Callable[..., World]) -> None:
    history = InMemoryRunHistory()
    await history.record(interrupted(replace(REQUESTED, started_at=NOON)), LINES)
    now = world(history)
    await now.bench.cluster.refresh()
    for _ in range(LOOKS - 1):
        await now.keep.look()
    assert (await now.keep.find("a")).result == RunResult(migrations=(replace(REQUESTED, started_at=NOON),))
    await now.keep.look()
    found = await now.keep.find("a")
    assert found.result is not None
    assert [(one.outcome, one.reason) for one in found.result.migrations] == [(Outcome.UNKNOWN, NOT_FOUND)]


async def test_a_stop_is_written_down_as_one(world: Callable[..., World]) -> None:
    first = world()
    first.bench.recital.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - hello"], endless=True)
    await first.bench.engine.start(RunKind.DRY_RUN)
    await first.bench.fake_clock.settle()
    await first.bench.engine.close()
    await first.keep.close()
    second = world(first.history)
    await second.keep.look()
    assert [(one.state, one.message) for one in second.keep.runs] == [(RunState.FAILED, STOPPED)]


async def test_changes_are_written_while_the_run_goes_on(world: Callable[..., World]) -> None:
    now = world()
    now.bench.recital.learn(RunKind.DRY_RUN, [f"{PREFIX}INFO - API connection to host x succeeded."], endless=True)
    started = await now.bench.engine.start(RunKind.DRY_RUN)
    await now.bench.fake_clock.settle()
    await now.keep.write()
    kept = await now.history.read(started.id)
    assert kept is not None and kept.run.state is RunState.COLLECTING
    assert len(kept.lines) == 1


async def test_without_its_file_everything_goes_on_and_says_so(world: Callable[..., World]) -> None:
    now = world()
    now.history.problem = Unavailable("The disk is full.", "Make room.")
    await now.keep.look()
    assert now.keep.note == "History is in memory only: The disk is full. Make room."
    now.bench.recital.learn(RunKind.BEST_NODE, ["pve2"])
    done = await now.bench.ended(await now.bench.engine.start(RunKind.BEST_NODE))
    await now.keep.write()
    assert await now.keep.older(10) == now.keep.runs == (done,)
    now.history.problem = None
    await now.keep.look()
    await now.keep.try_again()
    assert "PROXLB_UI_STATE_DIR" in now.keep.note
    assert await now.history.recent(9) == (done,)


async def test_a_problem_met_while_another_was_mended_is_not_forgotten() -> None:
    gates, bench, history = Gates(open=True), EngineBench(), InMemoryRunHistory()
    keep = KeepRuns(bench.engine, gates.around(history), InMemoryMigrationHistory(), bench.cluster, bench.fake_clock)
    await keep.look()
    history.problem = Unavailable("The disk is full.")
    await keep.older(10)
    history.problem = None
    gates.open = False
    mending = asyncio.ensure_future(keep.try_again())
    await gates.settle()
    await gates.let_go(0)  # it was read well, and the answer is on its way back
    history.problem = Unavailable("The disk is gone.")
    asking = asyncio.ensure_future(keep.older(10))
    await gates.settle()
    await gates.let_go(1)
    await gates.let_go(1)
    await asking
    gates.open_all()
    await mending
    assert keep.problem is not None
    assert "gone" in keep.note


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=50)
@given(st.data())
def test_every_run_is_kept_as_it_ended_whatever_waits_for_what(data: st.DataObject) -> None:
    async def play() -> None:
        gates, bench, history = Gates(), EngineBench(), InMemoryRunHistory()
        keep = KeepRuns(
            bench.engine, gates.around(history), InMemoryMigrationHistory(), bench.cluster, bench.fake_clock
        )
        bench.recital.learn(RunKind.BEST_NODE, [f"{PREFIX}INFO - hello", "pve2"])

        async def run_engine() -> None:
            with suppress(Conflict):
                await bench.engine.start(RunKind.BEST_NODE)

        async def toggle_trouble() -> None:
            history.problem = None if history.problem else Unavailable("full")

        async def older() -> None:
            await keep.older(10)

        known = [run_engine, keep.write, keep.look, keep.try_again, older, toggle_trouble]
        actions = data.draw(st.lists(st.sampled_from(known), max_size=8), label="actions")
        states: dict[str, set[RunState]] = {}

        def check() -> None:
            for record in history._kept.values():
                seen = states.setdefault(record.run.id, set())
                assert record.run.state.ended or not any(state.ended for state in seen), "an older state was kept"
                seen.add(record.run.state)

        await interleave(data, gates, actions, check)
        history.problem = None
        await bench.engine.close()
        await keep.try_again()
        assert {run.id: run for run in await history.recent(50)} == {run.id: run for run in bench.engine.runs}
        assert keep.problem is None

    asyncio.run(play())
