"""The real reader keeps its promises against the simulated cluster, whatever the credentials and the PVE version."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.migrations.from_tasks import migrations_from, target_in
from proxlb_ui.entrypoints.simulator.auth import PASSWORD
from proxlb_ui.entrypoints.simulator.certificate import make_certificate
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.server import SimulatorServer
from proxlb_ui.entrypoints.simulator.state.migrations import request as migrate
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

from tests.contract.suites.cluster_reader import Cluster, ClusterReaderContract

TOKEN = {"token_id": "proxlb", "token_secret": DEFAULT_SECRET}


@dataclass(frozen=True)
class Lab:
    """A simulated cluster in which one guest is on its way."""

    port: int
    ca_file: str
    target: str
    cluster: Cluster


@pytest.fixture(scope="module", params=[8, 9])
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    simulation = Simulation(SimulatorOptions(nodes=4, guests=40, pve=request.param))
    certificate = make_certificate(tmp_path_factory.mktemp("simulator"))
    server = SimulatorServer(simulation, "127.0.0.1", 0, certificate=certificate)
    server.start()
    with simulation.lock:
        state = simulation.cluster
        guests = state.guests.values()
        guest = next(one for one in guests if one.status == "running" and simulation.service_of(one) is None)
        target = next(name for name in state.nodes if name != guest.node)
        upid = migrate(simulation, guest, target, ("root@pam", ""))
        known = Cluster(frozenset(state.nodes), frozenset(state.guests), upid)
    yield Lab(server.port, str(certificate.ca_file), target, known)
    server.stop()


class TestSimulator(ClusterReaderContract):
    @pytest.fixture(params=["token", "password"])
    async def reader(self, request: pytest.FixtureRequest, lab: Lab) -> AsyncIterator[ProxmoxClusterReader]:
        secret: dict[str, Any] = TOKEN if request.param == "token" else {"password": PASSWORD}
        connection = PveConnection((("127.0.0.1", lab.port),), "proxlb@pve", ca_file=lab.ca_file, **secret)

        async def known() -> PveConnection:
            return connection

        made = ProxmoxClusterReader(known, FakeClock())
        yield made
        await made.close()

    @pytest.fixture
    def cluster(self, lab: Lab) -> Cluster:
        return lab.cluster

    async def test_a_running_migration_names_its_target(self, reader: ProxmoxClusterReader, lab: Lab) -> None:
        snapshot = await reader.read_snapshot()
        target = target_in(await reader.read_task_log(lab.cluster.task))
        assert target == lab.target
        (found,) = [
            one
            for one in migrations_from(snapshot.tasks, snapshot.guests, {lab.cluster.task: target})
            if one.upid == lab.cluster.task
        ]
        assert found.target == target
        assert found.source != target
        assert found.kind in GuestKind
        assert snapshot.gaps == ()
