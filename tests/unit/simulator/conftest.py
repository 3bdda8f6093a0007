"""Simulations with a clock that tests move."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.http.api import PREFIX, Api, Call
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET, SimulatorOptions
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation


class Bench:
    """An API without network, and its clock."""

    def __init__(self, **options: Any) -> None:
        self.time = 1_800_000_000.0
        self.sim = Simulation(SimulatorOptions(**options), lambda: self.time)
        self.api = Api(self.sim)

    def ask(self, path: str, method: str = "GET", token: str = "proxlb", body: str = "") -> tuple[int, str, Any]:
        secret = self.sim.accounts.tokens[f"proxlb@pve!{token}"][0]
        call = Call(method, PREFIX + path, f"PVEAPIToken=proxlb@pve!{token}={secret}", body=body)
        answer = self.api.answer(call)
        return answer.status, answer.reason, json.loads(answer.body) if answer.body else None

    def data(self, path: str) -> Any:
        status, reason, body = self.ask(path)
        assert status == 200, reason
        return body["data"]

    def free_guest(self, kind: str = "qemu") -> Any:
        guests = self.sim.cluster.guests.values()
        return next(g for g in guests if g.kind == kind and g.status == "running" and not self.sim.service_of(g))

    def other_node(self, guest: Any) -> str:
        return next(name for name in self.sim.cluster.nodes if name != guest.node)


@pytest.fixture
def bench() -> Callable[..., Bench]:
    assert DEFAULT_SECRET
    return Bench
