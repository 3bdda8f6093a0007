"""The same runs in ProxLB's own Docker container: nothing above the port knows the difference."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.result import Outcome
from proxlb_ui.domain.model.runs.run import RunState
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.container import build_container
from proxlb_ui.entrypoints.main import close
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings

from tests.docker.engine_image import docker, proxlb_image, removed_afterwards, unique_name
from tests.hurry import HURRIED
from tests.integration.test_engine_runs import ended, simulated, until

pytestmark = [pytest.mark.engine, pytest.mark.docker, pytest.mark.timeout(240)]
# The service waits for its first run, so that every migration is the run's own.
WAITING = "\n  delay: {enable: true, time: 1, format: hours}\n"


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """A simulated cluster, and a container that waits beside it."""
    image = proxlb_image()
    tmp_path.chmod(0o755)
    with simulated(tmp_path) as cluster, removed_afterwards(unique_name()) as name:
        settings, authority = tmp_path / "proxlb.yaml", str(cluster.ca_file)
        settings.write_text(proxlb_settings(cluster.host, cluster.port).rstrip("\n") + WAITING)
        for file in (settings, cluster.ca_file):
            file.chmod(0o644)
        options = (
            f"--volume={HURRIED}:/hurried:ro",
            "--env=PYTHONPATH=/hurried",
            "--network",
            "host",
            "--volume",
            f"{tmp_path}:{tmp_path}:ro",
            "--stop-signal",
            "SIGINT",
        )
        docker(
            *("run", "--detach", "--name", name, *options, "--env", f"REQUESTS_CA_BUNDLE={authority}"),
            *(image, "-c", str(settings)),
        )
        yield Config(proxlb_config=str(settings), runtime="docker", proxlb_container=name, default_ca_bundle=authority)


@pytest.fixture
async def engine(config: Config) -> AsyncIterator[RunEngine]:
    container = build_container(config)
    yield container.run_engine()
    await close(container)


async def test_dry_run_best_node_and_rebalance(engine: RunEngine) -> None:
    planned = await ended(engine, await engine.start(RunKind.DRY_RUN))
    assert planned.state is RunState.DONE, planned
    assert planned.result is not None and planned.result.engine_moves and planned.result.differences == 0
    best = await ended(engine, await engine.start(RunKind.BEST_NODE))
    assert best.result is not None and best.result.best_node in ("pve1", "pve2", "pve3")
    run = await engine.start(RunKind.DRY_RUN)
    await until(engine, run, lambda now: now.state is RunState.COLLECTING)
    engine.cancel(run.id)
    assert (await ended(engine, run)).state is RunState.CANCELLED
    moved = await ended(engine, await engine.start(RunKind.REBALANCE))
    assert moved.state is RunState.DONE, moved
    assert moved.result is not None
    assert {one.vmid for one in moved.result.migrations} == {move.vmid for move in planned.result.moves}
    assert {one.outcome for one in moved.result.migrations} == {Outcome.OK}
