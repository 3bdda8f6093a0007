"""One extra run of the real ProxLB against the simulated cluster, through the whole chain behind the future page."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.child_process import ChildEngineRunner, EngineProgram
from adapters.system_clock import SystemClock
from adapters.yaml_settings import YamlSettingsStore
from domain.model.engine_run import RunKind
from domain.use_cases.hide_secrets import HideSecrets
from domain.use_cases.run_engine import RunEngine
from entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from entrypoints.simulator.settings_text import proxlb_settings
from entrypoints.simulator.subprocess import SimulatorAddress, simulator_process

pytestmark = [pytest.mark.engine, pytest.mark.timeout(90)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorAddress]:
    with simulator_process(SimulatorOptions(guests=9, speed=10), 0, tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture
def engine(tmp_path: Path, cluster: SimulatorAddress) -> RunEngine:
    path = tmp_path / "proxlb.yaml"
    path.write_text(proxlb_settings(cluster.host, cluster.port))
    settings = HideSecrets(YamlSettingsStore(str(path)))
    program = EngineProgram(sys.executable, str(path), {"REQUESTS_CA_BUNDLE": str(cluster.ca_file)}, settings)
    return RunEngine(ChildEngineRunner(program), settings, SystemClock())


async def test_a_dry_run_gives_the_plan_and_moves_nothing(engine: RunEngine, cluster: SimulatorAddress) -> None:
    result = await engine.run(RunKind.DRY_RUN)
    assert result.exit_code == 0
    assert result.document is not None
    moves = [
        guest["name"] for guest in result.document["guests"].values() if guest["node_current"] != guest["node_target"]
    ]
    assert moves, "the simulated cluster begins out of balance"
    calls = (await asyncio.to_thread(cluster.control, "GET", "/sim/stats"))["calls"]
    assert not [call for call in calls if call.startswith("POST") and "migrate" in call]
    assert DEFAULT_SECRET not in str(result)


async def test_the_best_node_is_one_name(engine: RunEngine) -> None:
    result = await engine.run(RunKind.BEST_NODE)
    assert result.exit_code == 0
    assert result.best_node in ("pve1", "pve2", "pve3")


async def test_settings_can_be_tried_without_saving(engine: RunEngine) -> None:
    result = await engine.run(RunKind.DRY_RUN, {"proxmox_cluster": {"ignore_nodes": ["pve3"]}})
    assert result.document is not None
    assert set(result.document["nodes"]) == {"pve1", "pve2"}
