"""Which run a migration belongs to: one started here, the service's own, or somebody else's."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.cluster.origin import Origin, by_run, by_service
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.model.migrations.from_tasks import migrations_from
from proxlb_ui.domain.model.migrations.origins import with_origins
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import Outcome, RunMigration, RunResult
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.moves import ServiceMove, ServiceMoves
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns

from tests.contract.suites.migration_history import migration
from tests.contract.suites.run_history import run
from tests.unit.domain.examples import NOON, guest, task

RUN_BEGAN = NOON - timedelta(seconds=40)
BEGINS = "Balancing: Starting to migrate VM guest vm101 from pve1 to pve2."


def moved(at: int = 0, **changes: str) -> ServiceMove:
    """The service says that it migrates, so many seconds past noon."""
    values = {"guest": "vm101", "source": "pve1", "target": "pve2", **changes}
    return ServiceMove(**values, at=NOON + timedelta(seconds=at), run_started_at=RUN_BEGAN)


def rebalance(upid: str, state: RunState = RunState.DONE) -> Run:
    one = RunMigration("vm101", 101, GuestKind.VM, "pve1", "pve2", Outcome.OK, upid=upid)
    return run("r1", kind=RunKind.REBALANCE, state=state, result=RunResult(migrations=(one,)))


def origin(one: Migration, *, runs: tuple[Run, ...] = (), moves: tuple[ServiceMove, ...] = ()) -> Origin:
    (told,) = with_origins([one], runs, moves)
    return told.origin


def test_a_run_is_known_by_its_task() -> None:
    one = migration(101)
    assert origin(one, runs=(rebalance(one.upid),), moves=(moved(),)) == by_run("r1")
    assert origin(migration(102), runs=(rebalance(one.upid),)) == Origin()


def test_through_the_ha_manager_the_request_names_the_run_although_root_does_the_task() -> None:
    request = task(101, kind="hamigrate", at=1, user="proxlb@pve!main")
    real = task(101, at=20, user="root@pam")
    (one,) = migrations_from([request, real], [guest(101, "pve2")], {request.upid: "pve2"})
    assert (one.upid, one.request, one.user) == (real.upid, request.upid, "proxlb@pve!main")
    assert origin(one, runs=(rebalance(request.upid),)) == by_run("r1")
    assert origin(one, moves=(moved(at=1),)) == by_service(RUN_BEGAN)


def test_a_request_without_a_task_yet_is_its_own_name() -> None:
    request = task(101, kind="hamigrate", at=1)
    (one,) = migrations_from([request], [guest(101)], {})
    assert (one.upid, one.request) == (request.upid, "")
    assert origin(one, runs=(rebalance(request.upid),)) == by_run("r1")


@pytest.mark.parametrize(
    ("move", "fits"),
    [
        (moved(), True),
        (moved(at=-140), True),
        (moved(at=25), True),
        (moved(at=-160), False),
        (moved(at=40), False),
        (moved(guest="vm102"), False),
        (moved(source="pve3"), False),
        (moved(target="pve3"), False),
    ],
)
def test_the_service_is_known_by_guest_way_and_time(move: ServiceMove, fits: bool) -> None:
    assert origin(migration(101), moves=(move,)) == (by_service(RUN_BEGAN) if fits else Origin())


def test_an_unknown_target_fits_what_the_service_says() -> None:
    assert origin(migration(101, target=None), moves=(moved(),)) == by_service(RUN_BEGAN)


def test_of_two_runs_the_nearest_counts() -> None:
    earlier = replace(moved(at=-100), run_started_at=NOON - timedelta(hours=1))
    assert origin(migration(101), moves=(moved(), earlier)) == by_service(RUN_BEGAN)


def test_while_a_rebalance_started_here_goes_on_the_log_decides_nothing() -> None:
    going = run("r1", kind=RunKind.REBALANCE, state=RunState.MIGRATING, ended_at=None)
    assert origin(migration(101), runs=(going,), moves=(moved(),)) == Origin()


def test_what_was_once_told_stays_when_log_and_run_are_gone() -> None:
    known = migration(101, origin=by_service(RUN_BEGAN), state=TaskState.RUNNING)
    assert migration(101).after(known).origin == by_service(RUN_BEGAN)
    assert migration(101, origin=by_run("r1")).after(known).origin == by_run("r1")
    assert known.after(migration(101, origin=by_run("r1"))).origin == by_run("r1")


def test_lines_without_a_beginning_count_from_the_first_until_the_run_ends() -> None:
    moves = ServiceMoves()
    for at, running in ((0, True), (60, True), (120, False), (180, True)):
        line = LogLine(str(at), NOON + timedelta(seconds=at), LogLevel.INFO, BEGINS)
        moves.follow(replace(line, text="x") if not running else line, Activity(running=running))
    moves.follow(LogLine("9", NOON, LogLevel.INFO, BEGINS, LineKind.PLAIN), Activity(running=True))
    assert [one.run_started_at for one in moves.newest] == [NOON + timedelta(seconds=180), NOON, NOON]


async def test_the_services_log_is_followed() -> None:
    clock = FakeClock(NOON)
    source = InMemoryLogSource(NOON)
    service = TrackRuns(source, ControlService(InMemoryServiceControl(ServiceState.RUNNING), clock), clock)
    source.say("Using config path: x", time=RUN_BEGAN)
    source.say(BEGINS, time=NOON)
    await asyncio.wait_for(service.look(), 5)
    assert service.moves == (moved(),)
    assert origin(migration(101), moves=service.moves) == by_service(RUN_BEGAN)
