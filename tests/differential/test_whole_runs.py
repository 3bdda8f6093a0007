"""Whole dry runs of the real ProxLB decide as the planner does from the cockpit's own reading of the same cluster."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.model.settings.text.flow_style import settings_text
from proxlb_ui.domain.model.settings.values.settings import Method, Settings
from proxlb_ui.domain.planner.order import decided_by_order
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.use_cases.cluster.load_details import history_need
from proxlb_ui.entrypoints.simulator.certificate import make_certificate
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.server import SimulatorServer
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

from tests.hurry import HURRIED
from tests.needs import need
from tests.unit.domain.examples import NOON

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]
RUN_SECONDS = 90
LIMITS = {"pressure_full": 0.5, "pressure_some": 0.5, "pressure_spikes": 1.5}
PSI = {"nodes": dict.fromkeys(("cpu", "memory", "disk"), LIMITS)}
PSI["guests"] = PSI["nodes"]


@dataclass(frozen=True)
class Case:
    """One cluster and the settings of one run."""

    name: str
    seed: int
    pve: int = 9
    balancing: dict[str, Any] = field(default_factory=dict)
    cluster: dict[str, Any] = field(default_factory=dict)
    shuffle: bool = False

    @property
    def method(self) -> Method:
        return Method(self.balancing.get("method", "memory"))


SHUFFLED = (
    Case("shuffled", 1, shuffle=True),
    Case("shuffled cpu", 4, balancing={"method": "cpu", "balanciness": 0}, shuffle=True),
    Case("shuffled maintenance", 10, cluster={"maintenance_nodes": ["pve1"]}, shuffle=True),
)
CASES = (
    Case("plain", 1),
    Case("plain on 8", 1, pve=8),
    Case("assigned", 3, balancing={"mode": "assigned", "balanciness": 0}),
    Case("cpu", 4, balancing={"method": "cpu", "balanciness": 0}),
    Case("disk", 6, balancing={"method": "disk", "balanciness": 0}),
    Case("psi disk", 8, balancing={"mode": "psi", "method": "disk", "psi": PSI}),
    Case("psi on 8", 9, pve=8, balancing={"mode": "psi", "psi": PSI}),
    Case("maintenance and ignored", 10, cluster={"maintenance_nodes": ["pve1"], "ignore_nodes": ["pve4"]}),
    Case(
        "pools",
        12,
        balancing={
            "balanciness": 0,
            "enforce_pinning": True,
            "pools": {"office": {"type": "anti-affinity", "pin": ["pve3", "PVE2"]}, "production": {"type": "affinity"}},
            "node_resource_reserve": {"defaults": {"memory": 2}},
        },
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What both said about one cluster."""

    proxlb: dict[str, Any]
    plan: Plan
    unsure: tuple[str, ...]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """All runs side by side: a run mostly sleeps."""
    need("engine")
    certificate = make_certificate(tmp_path_factory.mktemp("tls"))
    runs = [_Run(case, certificate) for case in (*CASES, *SHUFFLED)]
    try:
        for run in runs:
            run.start()
        yield {run.case.name: run.outcome() for run in runs}
    finally:
        for run in runs:
            run.stop()


@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_the_same_moves(outcomes: dict[str, Outcome], name: str) -> None:
    outcome = outcomes[name]
    guests = outcome.proxlb["guests"]
    assert outcome.plan.targets == {guest: row["node_target"] for guest, row in guests.items()}
    compared = next(case for case in CASES if case.name == name).method
    for node in outcome.plan.after:
        # The hour's CPU averages are read only where ProxLB decides by them.
        for method in {Method.MEMORY, Method.DISK, compared}:
            row = outcome.proxlb["nodes"][node.name][method.value]
            assert node.used[method].used == pytest.approx(row["used"])
            assert node.used_percents[method] == pytest.approx(row["used_percent"])
            assert node.assigned_percents[method] == pytest.approx(row["assigned_percent"])


@pytest.mark.parametrize("name", [case.name for case in SHUFFLED])
def test_in_another_order_only_what_the_plan_calls_unsure_differs(outcomes: dict[str, Outcome], name: str) -> None:
    """P9: Proxmox lists its nodes and guests in another order in every call."""
    outcome = outcomes[name]
    decided = {guest: row["node_target"] for guest, row in outcome.proxlb["guests"].items()}
    assert {guest for guest, target in outcome.plan.targets.items() if decided[guest] != target} <= {*outcome.unsure}


def test_the_runs_move_guests_for_different_reasons(outcomes: dict[str, Outcome]) -> None:
    moving = [name for name, outcome in outcomes.items() if outcome.plan.moves]
    assert len(moving) >= 5
    assert len({move.reason for outcome in outcomes.values() for move in outcome.plan.moves}) >= 3


class _Run:
    """One simulated cluster whose time stands still, and one ProxLB in front of it."""

    def __init__(self, case: Case, certificate: Any) -> None:
        self.case = case
        self._certificate = certificate
        options = SimulatorOptions(nodes=4, guests=12, seed=case.seed, pve=case.pve, shuffle=case.shuffle)
        self._server = SimulatorServer(Simulation(options, lambda: NOON.timestamp()), certificate=certificate)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._server.start()
        environment = {**os.environ, "REQUESTS_CA_BUNDLE": str(self._certificate.ca_file), "PYTHONUNBUFFERED": "1"}
        environment["PYTHONPATH"] = str(HURRIED)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proxlb", "-c", "/dev/stdin", "-d", "-j"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(settings_text(self._settings()))
        self._process.stdin.close()
        self._process.stdin = None

    def outcome(self) -> Outcome:
        assert self._process is not None
        output = self._process.communicate(timeout=RUN_SECONDS)[0]
        assert self._process.returncode == 0, output
        lines = output.splitlines()
        answer = json.loads("\n".join(lines[lines.index("{") : lines.index("}") + 1]))
        found = asyncio.run(self._input())
        plan = make_plan(found)
        return Outcome(answer, plan, decided_by_order(found, plan))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
        self._server.stop()

    async def _input(self) -> PlanInput:
        connection = PveConnection(
            (("127.0.0.1", self._server.port),),
            "proxlb@pve",
            token_id="proxlb",
            token_secret=DEFAULT_SECRET,
            ca_file=str(self._certificate.ca_file),
        )

        async def known() -> PveConnection:
            return connection

        settings = Settings.model_validate(self._settings())
        reader = ProxmoxClusterReader(known, FakeClock())
        try:
            snapshot, facts = await reader.read_snapshot(), await reader.read_facts()
            wanted = history_need(settings.balancing)
            subjects = [*(snapshot.nodes if wanted.nodes else ()), *(snapshot.guests if wanted.guests else ())]
            histories = await reader.read_histories(subjects, spikes=wanted.spikes)
            rules = await reader.read_ha_rules()
        finally:
            await reader.close()
        assert isinstance(facts, ClusterFacts)
        now = datetime.now().astimezone()
        return plan_input(snapshot, facts, settings, now, ha_rules=rules, histories=histories)

    def _settings(self) -> dict[str, Any]:
        api = {"hosts": [f"127.0.0.1:{self._server.port}"], "user": "proxlb@pve", "timeout": 20}
        return {
            "proxmox_api": {**api, "token_id": "proxlb", "token_secret": DEFAULT_SECRET},
            "proxmox_cluster": self.case.cluster,
            "balancing": {"enable": True, "balance_types": ["vm", "ct"], "balanciness": 5, **self.case.balancing},
            "service": {"daemon": False},
        }
