"""One simulated cluster per test, served over HTTPS."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import proxmoxer
import pytest
from proxlb_ui.entrypoints.simulator.certificate import Certificate, make_certificate
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.server import SimulatorServer
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation


@dataclass
class Served:
    server: SimulatorServer
    certificate: Certificate

    def client(self, **credentials: Any) -> Any:
        credentials = credentials or {"user": "proxlb@pve", "token_name": "proxlb", "token_value": DEFAULT_SECRET}
        ca = str(self.certificate.ca_file)
        return proxmoxer.ProxmoxAPI("127.0.0.1", port=self.server.port, verify_ssl=ca, **credentials)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    certificate = make_certificate(tmp_path / "tls")
    server = SimulatorServer(Simulation(SimulatorOptions(nodes=4, guests=12, speed=4.0)), certificate=certificate)
    server.start()
    yield Served(server, certificate)
    server.stop()
