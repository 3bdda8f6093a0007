"""The best node: ProxLB's own answer while it holds, the planner's otherwise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.use_cases.plan.preview_plan import PreviewPlan
from proxlb_ui.domain.use_cases.runs.name_best_node import FRESH, NameBestNode

from tests.unit.domain.examples import NOON, task
from tests.unit.domain.runs.engine_bench import RAW, EngineBench


class World(EngineBench):
    """pve2 is the planner's best node; ProxLB says pve1, which tells the answers apart."""

    def __init__(self) -> None:
        super().__init__()
        plans = PreviewPlan(self.cluster, self.fake_clock, InMemoryWorker())
        self.name = NameBestNode(plans, self.engine, self.cluster, self.fake_clock)
        self.recital.learn(RunKind.BEST_NODE, ["pve1"])

    async def ask_proxlb(self, overrides: dict[str, Any] | None = None) -> None:
        run = await self.ended(await self.engine.start(RunKind.BEST_NODE, overrides))
        assert run.result is not None and run.result.best_node == "pve1"

    async def change(self, **changes: Any) -> None:
        self.reader.snapshot = replace(self.reader.snapshot, **changes)
        await self.cluster.refresh()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    await made.cluster.refresh()
    yield made
    await made.engine.close()


async def test_what_proxlb_just_said_counts(world: World) -> None:
    assert (await world.name()).answer.node == "pve2"
    await world.ask_proxlb()
    said = await world.name()
    assert (said.answer.node, said.by_engine, said.as_of) == ("pve1", True, NOON)
    assert said.answer.sentence.startswith("ProxLB itself names pve1")
    assert (await world.name(Method.MEMORY, Mode.USED)).by_engine


@pytest.mark.parametrize(("method", "mode"), [(Method.CPU, None), (None, Mode.ASSIGNED)])
async def test_by_another_method_or_mode_the_planner_answers(
    world: World, method: Method | None, mode: Mode | None
) -> None:
    await world.ask_proxlb()
    assert not (await world.name(method, mode)).by_engine


async def test_a_run_that_tried_the_method_answers_for_it(world: World) -> None:
    await world.ask_proxlb({"balancing": {"method": "disk"}})
    assert not (await world.name()).by_engine
    assert (await world.name(Method.DISK)).by_engine


async def test_a_run_that_tried_more_answers_for_nothing_else(world: World) -> None:
    await world.ask_proxlb({"proxmox_cluster": {"ignore_nodes": ["pve2"]}})
    assert not (await world.name()).by_engine


async def test_changed_settings_ask_anew(world: World) -> None:
    await world.ask_proxlb()
    world.settings.raw = {**RAW, "proxmox_cluster": {"maintenance_nodes": ["pve1"]}}
    await world.cluster.refresh()
    assert not (await world.name()).by_engine


async def test_old_answers_do_not_count(world: World) -> None:
    await world.ask_proxlb()
    await world.fake_clock.advance(FRESH.total_seconds())
    assert (await world.name()).by_engine
    await world.fake_clock.advance(1)
    assert not (await world.name()).by_engine


@pytest.mark.parametrize(
    ("at", "changes", "holds"),
    [
        (-60, {}, True),
        (1, {}, False),
        (-60, {"state": TaskState.RUNNING, "ended_at": None}, False),
        (-60, {"ended_at": NOON + timedelta(seconds=1)}, False),
    ],
)
async def test_a_moved_guest_asks_anew(world: World, at: int, changes: dict[str, Any], holds: bool) -> None:
    await world.ask_proxlb()
    await world.change(tasks=(task(101, at=at, **changes),))
    assert (await world.name()).by_engine is holds


async def test_a_node_that_went_away_is_not_the_best(world: World) -> None:
    await world.ask_proxlb()
    first, second = world.reader.snapshot.nodes
    await world.change(nodes=(replace(first, status=NodeStatus.OFFLINE), second))
    assert (await world.name()).answer.node == "pve2"
