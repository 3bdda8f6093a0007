"""The planner decides as the real ProxLB's own calculation does."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions

from tests.differential.clusters import random_input
from tests.differential.comparison import differences
from tests.differential.engine import Engine, running_engine
from tests.differential.simulated import simulated_input
from tests.differential.tally import SEEN, tally
from tests.needs import need

pytestmark = [pytest.mark.engine, pytest.mark.timeout(240)]
CASES = 300


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    need("engine")
    with running_engine() as made:
        yield made


def test_the_same_moves_on_three_hundred_clusters(engine: Engine) -> None:
    found = {seed: lines for seed in range(CASES) if (lines := differences(engine, random_input(seed)))}
    assert not found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(st.integers(CASES, 2**62))
def test_the_same_moves_on_any_cluster(engine: Engine, seed: int) -> None:
    assert differences(engine, random_input(seed)) == []


@pytest.mark.parametrize("pve", [8, 9])
@pytest.mark.parametrize("mode", ["used", "assigned"])
@pytest.mark.parametrize("method", ["memory", "cpu", "disk"])
def test_the_same_moves_on_simulated_clusters(engine: Engine, pve: int, mode: str, method: str) -> None:
    for seed in range(5):
        options = SimulatorOptions(nodes=3 + seed, guests=20 + 15 * seed, seed=seed, pve=pve)
        assert differences(engine, simulated_input(options, method=method, mode=mode, balanciness=5)) == []


def test_the_clusters_exercise_what_matters() -> None:
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        case = random_input(seed)
        seen += tally(case, make_plan(case))
    assert {name: seen[name] for name in SEEN if seen[name] < 5} == {}
