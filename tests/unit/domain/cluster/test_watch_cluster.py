"""The one poller: its pace, what it keeps when things go wrong, and how it comes back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.errors import Denied, Invalid, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

from tests.unit.domain.examples import NOON, RAW, guest, node, snapshot, task


class Bench:
    """A poller over fakes."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.reader = InMemoryClusterReader(snapshot([node("pve1")], [guest(100)], host="pve1:8006"))
        self.store = InMemorySettingsStore(RAW)
        self.watch = WatchCluster(self.reader, self.store, self.clock)

    @property
    def ticks(self) -> int:
        return self.reader.calls.count("snapshot")

    @property
    def state(self) -> ConnectionState:
        return self.watch.view.connection.state


@pytest.fixture
def bench() -> Bench:
    return Bench()


@contextlib.asynccontextmanager
async def running(bench: Bench) -> AsyncIterator[None]:
    poller = asyncio.create_task(bench.watch.run())
    await bench.clock.settle()
    try:
        yield
    finally:
        poller.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await poller


async def test_it_starts_loading_and_is_fine_after_the_first_tick(bench: Bench) -> None:
    assert bench.state is ConnectionState.LOADING
    await bench.watch.refresh()
    view = bench.watch.view
    assert bench.state is ConnectionState.OK
    assert view.snapshot is bench.reader.snapshot
    assert view.settings is not None
    assert view.connection.host == "pve1:8006"
    assert view.connection.last_success_at == NOON


async def test_nobody_looking_costs_a_tick_every_thirty_seconds(bench: Bench) -> None:
    async with running(bench):
        await bench.clock.advance(60)
        assert bench.ticks == 3


async def test_any_number_of_viewers_costs_a_tick_every_ten_seconds(bench: Bench) -> None:
    async with running(bench):
        with contextlib.ExitStack() as viewers:
            for _ in range(50):
                viewers.enter_context(bench.watch.watching())
            await bench.clock.advance(60)
        assert bench.ticks == 7


async def test_a_first_viewer_gets_fresh_data_at_once_when_it_is_old(bench: Bench) -> None:
    async with running(bench):
        await bench.clock.advance(5)
        with bench.watch.watching():
            await bench.clock.settle()
            assert bench.ticks == 1, "five seconds are not old"
        await bench.clock.advance(10)
        with bench.watch.watching():
            await bench.clock.settle()
            assert bench.ticks == 2


async def test_one_read_counts_as_a_viewer_for_half_a_minute(bench: Bench) -> None:
    async with running(bench):
        bench.watch.touch()
        await bench.clock.advance(29)
        assert bench.ticks == 3
        await bench.clock.advance(29)
        assert bench.ticks <= 4


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (Unavailable("gone", "look"), ConnectionState.UNREACHABLE),
        (TimedOut("slow", "look"), ConnectionState.UNREACHABLE),
        (Denied("no", "look"), ConnectionState.FORBIDDEN),
        (Invalid("bad", "look"), ConnectionState.ERROR),
    ],
)
async def test_a_failure_keeps_the_last_snapshot_and_says_why(
    bench: Bench, problem: ProxlbUiError, state: ConnectionState
) -> None:
    await bench.watch.refresh()
    await bench.clock.advance(10)
    bench.reader.problem = problem
    await bench.watch.refresh()
    view = bench.watch.view
    assert view.snapshot is bench.reader.snapshot
    assert view.connection.state is state
    assert (view.connection.message, view.connection.hint) == (problem.message, problem.hint)
    assert view.connection.since == NOON + timedelta(seconds=10)
    assert view.connection.last_success_at == NOON
    assert view.connection.retry_at is not None
    assert view.connection.retry_at > NOON + timedelta(seconds=10)


async def test_retries_back_off_to_half_a_minute_and_recovery_is_noticed(bench: Bench) -> None:
    bench.reader.problem = Unavailable("gone")
    async with running(bench):
        with bench.watch.watching():
            await bench.clock.advance(300)
            assert 12 <= bench.ticks <= 22
            assert bench.state is ConnectionState.UNREACHABLE
            since = bench.watch.view.connection.since
            assert since == NOON
            bench.reader.problem = None
            await bench.clock.advance(31)
            assert bench.state is ConnectionState.OK
            assert bench.watch.view.connection.message == ""
            assert bench.reader.calls.count("facts") == 1


async def test_facts_are_read_at_start_every_ten_minutes_and_after_a_failure(bench: Bench) -> None:
    bench.reader.facts = ClusterFacts(version="9.1.1")
    async with running(bench):
        assert bench.watch.view.facts.version == "9.1.1"
        await bench.clock.advance(599)
        assert bench.reader.calls.count("facts") == 1
        await bench.clock.advance(40)
        assert bench.reader.calls.count("facts") == 2
        bench.reader.problem = Unavailable("gone")
        await bench.clock.advance(40)
        bench.reader.problem = None
        await bench.clock.advance(40)
        assert bench.reader.calls.count("facts") == 3


async def test_data_nobody_refreshes_becomes_stale(bench: Bench) -> None:
    with bench.watch.watching():
        await bench.watch.refresh()
        await bench.clock.advance(20)
        assert bench.state is ConnectionState.OK
        await bench.clock.advance(1)
        assert bench.state is ConnectionState.STALE
        assert bench.watch.view.connection.message


async def test_broken_settings_do_not_hide_the_cluster(bench: Bench) -> None:
    bench.store.problem = Invalid("line 3 is wrong", "mend it")
    await bench.watch.refresh()
    view = bench.watch.view
    assert view.settings is None
    assert view.settings_problem is bench.store.problem
    assert view.connection.state is ConnectionState.OK
    bench.store.problem = None
    await bench.watch.refresh()
    assert bench.watch.view.settings_problem is None
    assert bench.watch.view.settings is not None


async def test_calls_for_a_refresh_that_is_under_way_share_it(bench: Bench) -> None:
    await asyncio.gather(*(bench.watch.refresh() for _ in range(10)))
    assert bench.ticks == 1


async def test_everybody_waiting_is_told(bench: Bench) -> None:
    seen = bench.watch.change.count
    waiters = [asyncio.create_task(bench.watch.change.wait(seen)) for _ in range(3)]
    await bench.clock.settle()
    await bench.watch.refresh()
    async with asyncio.timeout(1):
        assert all(count > seen for count in await asyncio.gather(*waiters))


async def test_targets_of_running_and_failed_migrations_come_from_their_logs_once(bench: Bench) -> None:
    tasks = [task(100 + n, at=n, state=TaskState.RUNNING, ended_at=None) for n in range(4)]
    tasks.append(task(110, at=60, state=TaskState.FAILED, message="no space"))
    tasks.append(task(111, at=70))
    line = "2026-03-02 12:00:00 starting migration of VM 100 to node 'pve2' (192.0.2.2)"
    bench.reader.task_logs = {one.upid: ("hello", line) for one in tasks}
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=tuple(tasks))
    await bench.watch.refresh()
    assert sum(call.startswith("log") for call in bench.reader.calls) == 3
    for _ in range(3):
        await bench.watch.refresh()
    assert sum(call.startswith("log") for call in bench.reader.calls) == 5
    targets = {migration.vmid: migration.target for migration in bench.watch.view.migrations}
    assert targets == {100: "pve2", 101: "pve2", 102: "pve2", 103: "pve2", 110: "pve2", 111: None}


async def test_a_log_that_cannot_be_read_is_not_asked_for_forever(bench: Bench) -> None:
    lost = task(100, state=TaskState.FAILED, message="no space")
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(lost,))
    for _ in range(10):
        await bench.watch.refresh()
    assert sum(call.startswith("log") for call in bench.reader.calls) == 3
    assert bench.watch.view.migrations[0].target is None


async def test_a_ct_whose_log_names_its_target_late_is_asked_again(bench: Bench) -> None:
    going = task(104, kind="vzmigrate", state=TaskState.RUNNING, ended_at=None)
    bench.reader.snapshot = replace(bench.reader.snapshot, tasks=(going,))
    bench.reader.task_logs = {going.upid: ("shutdown CT 104",)}
    await bench.watch.refresh()
    assert bench.watch.view.migrations[0].target is None
    bench.reader.task_logs = {
        going.upid: ("shutdown CT 104", "starting migration of CT 104 to node 'pve2' (192.0.2.2)")
    }
    await bench.watch.refresh()
    assert bench.watch.view.migrations[0].target == "pve2"


async def test_facts_that_cannot_be_read_are_tried_again_after_a_minute(bench: Bench) -> None:
    class Halting(InMemoryClusterReader):
        async def read_facts(self) -> ClusterFacts:
            self.calls.append("facts")
            raise TimedOut("slow")

    reader = Halting(bench.reader.snapshot)
    watch = WatchCluster(reader, bench.store, bench.clock)
    await watch.refresh()
    await watch.refresh()
    assert watch.view.connection.state is ConnectionState.OK
    assert reader.calls.count("facts") == 1
    await bench.clock.advance(60)
    await watch.refresh()
    assert reader.calls.count("facts") == 2
