"""Remembering migrations beyond Proxmox' task list."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import by_run
from proxlb_ui.domain.model.cluster.task import TaskOutcome, TaskState
from proxlb_ui.domain.model.migrations.filter import MigrationFilter
from proxlb_ui.domain.model.migrations.origins import with_origins
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.migrations.keep_migrations import KeepMigrations

from tests.contract.suites.run_history import run
from tests.interleaving import Gates, interleave
from tests.unit.domain.examples import RAW, guest, node, snapshot, task

NODES = [node("pve1"), node("pve2")]


class World:
    """A cluster, its watcher, and a history that may outlive both."""

    def __init__(self, history: InMemoryMigrationHistory | None = None) -> None:
        self.reader = InMemoryClusterReader(snapshot(NODES, [guest(100, "pve2")]))
        self.history = history or InMemoryMigrationHistory()
        clock = FakeClock()
        self.cluster = WatchCluster(self.reader, InMemorySettingsStore(RAW), clock)
        self.runs: list[Run] = []
        self.keep = KeepMigrations(self.cluster, self.reader, self.history, self.told)

    def told(self, migrations: Iterable[Migration]) -> tuple[Migration, ...]:
        return with_origins(migrations, self.runs, ())

    async def tick(self, *tasks: object) -> None:
        self.reader.snapshot = replace(self.reader.snapshot, tasks=tuple(tasks))  # type: ignore[arg-type]
        await self.cluster.refresh()
        await self.keep.look()


async def test_a_migration_stays_when_proxmox_lists_it_no_more() -> None:
    world = World()
    await world.tick(task(100))
    await world.tick()
    assert [one.vmid for one in world.keep.recent] == [100]
    assert [one.vmid for one in await world.keep.find(MigrationFilter(guest="100"))] == [100]


async def test_history_of_an_earlier_start_is_there_at_once() -> None:
    before = World()
    await before.tick(task(100))
    now = World(before.history)
    await now.keep.look()
    assert [one.vmid for one in now.keep.recent] == [100]


async def test_one_that_ended_while_nobody_looked_is_asked_for() -> None:
    running = task(100, state=TaskState.RUNNING, ended_at=None)
    before = World()
    await before.tick(running)
    now = World(before.history)
    now.reader.task_outcomes[running.upid] = TaskOutcome(TaskState.FAILED, "migration aborted")
    await now.tick()
    assert [(one.state, one.reason) for one in now.keep.recent] == [(TaskState.FAILED, "migration aborted")]


async def test_nothing_is_written_twice_and_nobody_woken_for_nothing() -> None:
    world = World()
    await world.tick(task(100))
    count = world.keep.change.count
    await world.tick(task(100))
    assert world.keep.change.count == count


async def test_without_its_file_the_history_goes_on_in_memory_and_says_so() -> None:
    world = World()
    world.history.problem = Unavailable("The disk is full.", "Make room.")
    await world.tick(task(100))
    assert [one.vmid for one in world.keep.recent] == [100]
    assert world.keep.note == "History is in memory only: The disk is full. Make room."
    world.history.problem = None
    await world.tick(task(100), task(101, at=9))
    assert [one.vmid for one in await world.history.find(MigrationFilter())] == [101, 100]
    assert "PROXLB_UI_STATE_DIR" in world.keep.note


async def test_what_a_full_disk_does_not_take_is_shown_beside_what_it_has() -> None:
    class FullDisk(InMemoryMigrationHistory):
        """Can be read and not written."""

        full = False

        async def record(self, migrations: Sequence[Migration]) -> None:
            if self.full:
                raise Unavailable("The disk is full.", "Make room.")
            await super().record(migrations)

    world = World(history := FullDisk())
    await world.tick(task(100))
    history.full = True
    await world.tick(task(101, at=9))
    assert [one.vmid for one in world.keep.recent] == [101, 100]
    assert [one.vmid for one in await world.keep.find(MigrationFilter(guest="101"))] == [101]
    assert "The disk is full." in world.keep.note
    history.full = False
    await world.tick(task(101, at=9))
    assert [one.vmid for one in await history.find(MigrationFilter())] == [101, 100]


async def test_a_request_to_the_ha_manager_becomes_one_migration_with_its_run() -> None:
    world = World()
    asked, real = task(100, kind="hamigrate"), task(100, at=20)
    one = RunMigration("vm100", 100, GuestKind.VM, "pve1", "pve2", Outcome.RUNNING, upid=asked.upid)
    world.runs = [run("r1", result=RunResult(migrations=(one,)))]
    await world.tick(asked)
    assert [(one.upid, one.origin) for one in world.keep.recent] == [(asked.upid, by_run("r1"))]
    world.runs = []
    await world.tick(asked, real)
    assert [(one.upid, one.origin) for one in await world.history.find(MigrationFilter())] == [
        (real.upid, by_run("r1"))
    ]


async def test_a_run_that_tells_its_tasks_later_is_joined_later() -> None:
    world = World()
    await world.tick(task(100))
    one = RunMigration("vm100", 100, GuestKind.VM, "pve1", "pve2", Outcome.OK, upid=task(100).upid)
    world.runs = [run("r1", result=RunResult(migrations=(one,)))]
    await world.tick(task(100))
    assert [one.origin for one in world.keep.recent] == [by_run("r1")]


async def test_a_reading_that_fails_once_is_forgotten_with_the_next_that_does_not() -> None:
    world = World()
    await world.tick(task(100))
    world.history.problem = Unavailable("The disk is slow.", "Wait.")
    assert [one.vmid for one in await world.keep.find(MigrationFilter())] == [100]
    assert "The disk is slow." in world.keep.note
    world.history.problem = None
    await world.tick(task(100))
    assert "The disk is slow." not in world.keep.note


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=200)
@given(st.data())
def test_every_migration_gets_into_the_history_whatever_waits_for_what(data: st.DataObject) -> None:
    async def play() -> None:
        gates, world = Gates(), World()
        world.keep = KeepMigrations(world.cluster, world.reader, gates.around(world.history), world.told)
        listed = [task(100)]

        async def migrate() -> None:
            listed.append(task(100 + len(listed), at=len(listed)))
            world.reader.snapshot = replace(world.reader.snapshot, tasks=tuple(listed))
            await world.cluster.refresh()

        async def toggle_trouble() -> None:
            world.history.problem = None if world.history.problem else Unavailable("full")

        async def ask() -> None:
            await world.keep.find(MigrationFilter())

        known = [migrate, world.keep.look, ask, toggle_trouble]
        actions = data.draw(st.lists(st.sampled_from(known), max_size=8), label="actions")
        most = 0

        def check() -> None:
            nonlocal most
            assert len(world.keep.recent) >= most, "the list went back to an older reading"
            most = len(world.keep.recent)

        await interleave(data, gates, actions, check)
        world.history.problem = None
        await migrate()
        await world.keep.look()
        kept = await world.history.find(MigrationFilter(limit=100))
        assert kept == world.keep.recent
        assert {one.upid for one in kept} == {one.upid for one in listed}
        assert world.keep.problem is None

    asyncio.run(play())
