"""Runs of the real ProxLB against the simulated cluster, through the whole chain behind the page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from proxlb_ui.domain.errors import Conflict
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.move_comparison import Comparison
from proxlb_ui.domain.model.runs.result import Outcome
from proxlb_ui.domain.model.runs.run import ProgressUnit, Run, RunState
from proxlb_ui.domain.use_cases.cluster.load_details import history_need
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.container import Container, build_container
from proxlb_ui.entrypoints.main import close
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress, simulator_process

from tests.hurry import HURRIED

LIMITS = {"pressure_full": 0.01, "pressure_some": 0.01, "pressure_spikes": 0.05}
PSI = {part: dict.fromkeys(("cpu", "memory", "disk"), LIMITS) for part in ("nodes", "guests")}
POOLS = {
    "enforce_pinning": True,
    "pools": {"office": {"type": "anti-affinity", "pin": ["pve3", "pve2"]}, "production": {"type": "affinity"}},
}
pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]


@contextmanager
def simulated(folder: Path, **options: Any) -> Iterator[SimulatorAddress]:
    """A cluster whose loads stand still, so that the planner's reading and ProxLB's own tell the same."""
    simulation = SimulatorOptions(**{"guests": 9, "speed": 10, "pve": 8, "still": True, **options})
    with simulator_process(simulation, 0, folder) as address:
        yield address


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SimulatorAddress]:
    with simulated(tmp_path, **getattr(request, "param", {})) as address:
        yield address


@pytest.fixture
async def container(tmp_path: Path, cluster: SimulatorAddress) -> AsyncIterator[Container]:
    path = tmp_path / "proxlb.yaml"
    path.write_text(proxlb_settings(cluster.host, cluster.port))
    authority = str(cluster.ca_file)
    environment = {"REQUESTS_CA_BUNDLE": authority, "PYTHONPATH": str(HURRIED)}
    config = Config(
        proxlb_config=str(path), runtime="process", engine_environment=environment, default_ca_bundle=authority
    )
    container = build_container(config)
    yield container
    await close(container)


@pytest.fixture
def engine(container: Container) -> RunEngine:
    return container.run_engine()


def change_settings(container: Container, emptied: list[str], balancing: dict[str, Any]) -> None:
    """Write these into the settings file."""
    path = Path(container.config().proxlb_config)
    settings = yaml.safe_load(path.read_text())
    settings["balancing"] |= balancing
    settings["proxmox_cluster"]["maintenance_nodes"] = emptied
    path.write_text(yaml.safe_dump(settings))


async def until(engine: RunEngine, run: Run, wanted: Callable[[Run], bool]) -> Run:
    async with asyncio.timeout(120):
        while not wanted(now := engine.find(run.id)):
            assert not now.state.ended, now
            await engine.change.wait(engine.change.count)
    return now


async def ended(engine: RunEngine, run: Run) -> Run:
    return await until(engine, run, lambda now: now.state.ended)


async def calls(cluster: SimulatorAddress) -> list[str]:
    return list((await asyncio.to_thread(cluster.control, "GET", "/sim/stats"))["calls"])


async def fault(cluster: SimulatorAddress, text: str) -> None:
    await asyncio.to_thread(cluster.control, "POST", "/sim/faults", {"add": [text]})


async def test_a_dry_run_names_the_planners_moves_and_makes_none(engine: RunEngine, cluster: SimulatorAddress) -> None:
    run = await engine.start(RunKind.DRY_RUN)
    counting = await until(
        engine, run, lambda now: now.progress is not None and now.progress.unit is ProgressUnit.GUEST
    )
    assert counting.state is RunState.COLLECTING
    assert counting.progress is not None and counting.progress.total
    run = await ended(engine, run)
    assert (run.state, run.exit_code) == (RunState.DONE, 0), run
    assert run.result is not None and run.result.document is not None
    assert run.result.engine_moves, "the simulated cluster begins out of balance"
    assert [move for move in run.result.moves if move.comparison != "same"] == []
    assert run.result.document.flat is False
    assert not [call for call in await calls(cluster) if call.startswith("POST") and "migrate" in call]
    assert DEFAULT_SECRET not in repr((run, engine.log(run.id)))
    assert any(line.text.startswith("Set guest ") for line in engine.log(run.id).lines)


@pytest.mark.parametrize(
    ("cluster", "balancing"),
    [
        ({"pve": 9, "guests": 24, "nodes": 4, "seed": 1}, {}),
        ({"pve": 9, "guests": 24, "seed": 4}, POOLS),
        ({"pve": 9, "guests": 30, "nodes": 4, "seed": 8}, {"mode": "psi", "psi": PSI, "emptied": ["pve1"]}),
    ],
    indirect=["cluster"],
)
async def test_the_planner_says_the_same_of_every_guest(
    engine: RunEngine, container: Container, balancing: dict[str, Any]
) -> None:
    changes = {"balanciness": 1, **balancing}
    change_settings(container, changes.pop("emptied", []), changes)
    watch = container.watch_cluster()
    await watch.refresh()
    need = history_need((await container.settings().read()).settings.balancing)
    assert watch.view.ha_rules is not None
    assert bool(watch.view.histories) is bool(need.guests or need.nodes)
    run = await ended(engine, await engine.start(RunKind.DRY_RUN))
    assert run.result is not None and run.result.compared, run
    assert run.result.moves, "there is something to compare"
    assert {move.comparison for move in run.result.moves} == {Comparison.SAME}, run.result.moves


async def test_the_best_node_is_one_name(engine: RunEngine) -> None:
    run = await ended(engine, await engine.start(RunKind.BEST_NODE))
    assert run.result is not None and run.result.best_node in ("pve1", "pve2", "pve3"), run
    assert run.message == f"{run.result.best_node} is the best node."


async def test_settings_can_be_tried_without_saving(engine: RunEngine) -> None:
    run = await ended(engine, await engine.start(RunKind.DRY_RUN, {"proxmox_cluster": {"ignore_nodes": ["pve3"]}}))
    assert run.result is not None and run.result.document is not None
    assert {node.name for node in run.result.document.nodes} == {"pve1", "pve2"}
    assert run.result.differences == 0


@pytest.mark.parametrize("cluster", [{"pve": 9, "guests": 14}], indirect=True)
async def test_a_rebalance_ends_with_what_proxmox_says(engine: RunEngine, container: Container) -> None:
    run = await engine.start(RunKind.REBALANCE)
    await until(engine, run, lambda now: now.state is RunState.MIGRATING and now.progress is not None)
    with pytest.raises(Conflict, match="A rebalance is under way"):
        await engine.start(RunKind.DRY_RUN)
    run = await ended(engine, run)
    assert run.state is RunState.DONE, run
    assert run.result is not None and run.result.migrations
    assert {migration.outcome for migration in run.result.migrations} == {Outcome.OK}
    assert any(migration.ha for migration in run.result.migrations), "one goes through the HA manager"
    assert not any("hamigrate" in (migration.upid or "") for migration in run.result.migrations)
    snapshot = container.watch_cluster().view.snapshot
    assert snapshot is not None
    places = {guest.vmid: guest.node for guest in snapshot.guests}
    for migration in run.result.migrations:
        assert migration.vmid is not None
        assert places[migration.vmid] == migration.target
        assert migration.started_at is not None and migration.ended_at is not None and migration.upid


async def test_a_migration_that_fails_fails_the_run(engine: RunEngine, cluster: SimulatorAddress) -> None:
    planned = await ended(engine, await engine.start(RunKind.DRY_RUN))
    assert planned.result is not None
    unlucky = next(move for move in planned.result.moves if move.executed)
    await fault(cluster, f"migration-fails:{unlucky.vmid}")
    run = await ended(engine, await engine.start(RunKind.REBALANCE))
    assert run.exit_code == 0, "ProxLB itself calls this a success"
    assert run.state is RunState.FAILED
    assert run.result is not None
    outcomes = {migration.vmid: migration for migration in run.result.migrations}
    assert outcomes[unlucky.vmid].outcome is Outcome.FAILED
    assert outcomes[unlucky.vmid].reason == "migration aborted"
    assert run.message == f"1 of {len(outcomes)} migration{'' if len(outcomes) == 1 else 's'} failed."


async def test_a_cancelled_run_leaves_nothing_running(engine: RunEngine, cluster: SimulatorAddress) -> None:
    run = await engine.start(RunKind.DRY_RUN)
    await until(engine, run, lambda now: now.state is RunState.COLLECTING)
    assert engine.cancel(run.id).cancelling
    run = await ended(engine, run)
    assert run.state is RunState.CANCELLED
    before = await asyncio.to_thread(cluster.total_calls)
    await asyncio.sleep(1)
    assert await asyncio.to_thread(cluster.total_calls) == before, "the engine still asks Proxmox"
    with pytest.raises(Conflict, match="ended already"):
        engine.cancel(run.id)


async def test_a_cancelled_rebalance_still_tells_how_its_migrations_end(
    engine: RunEngine, container: Container
) -> None:
    run = await engine.start(RunKind.REBALANCE)
    await until(engine, run, lambda now: bool(now.result and now.result.migrations))
    engine.cancel(run.id)
    run = await ended(engine, run)
    assert run.state is RunState.CANCELLED
    async with asyncio.timeout(60):
        while any(one.outcome is Outcome.RUNNING for one in (engine.find(run.id).result or run.result).migrations):
            await engine.change.wait(engine.change.count)
    result = engine.find(run.id).result
    assert result is not None and {one.outcome for one in result.migrations} == {Outcome.OK}
