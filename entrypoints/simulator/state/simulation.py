"""A cluster that lives: time passes whenever somebody looks."""

import heapq
import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from proxlb_ui.entrypoints.simulator.auth import Accounts
from proxlb_ui.entrypoints.simulator.faults import Faults
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.state.cluster import SAMPLE_SECONDS, SimulatedGuest, SimulatedNode
from proxlb_ui.entrypoints.simulator.state.seed import generate
from proxlb_ui.entrypoints.simulator.state.tasks import TaskBook

Item = TypeVar("Item")


class Simulation:
    """The state behind one simulated API; hold `lock` while reading or changing it."""

    def __init__(self, options: SimulatorOptions, now: Callable[[], float] = time.time) -> None:
        self.options = options
        self.now = now
        self.lock = threading.RLock()
        self._born = now()
        self.cluster = generate(options, self._born)
        self.tasks = TaskBook()
        self.faults = Faults(now)
        self.accounts = Accounts(options, now)
        self.version = 0
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._event_number = 0
        self._order = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
        self._loads: tuple[object, dict[str, tuple[float, int]]] = (None, {})
        for fault in options.faults:
            self.faults.add(fault)

    def at(self, when: float, action: Callable[[float], None]) -> None:
        """Do something at a later moment of the simulation."""
        self._event_number += 1
        heapq.heappush(self._events, (when, self._event_number, action))

    def advance(self) -> None:
        """Let everything happen that is due."""
        now = self.now()
        while self._events and self._events[0][0] <= now:
            when, _, action = heapq.heappop(self._events)
            action(when)
            self.version += 1

    def measured_at(self) -> float:
        """The moment that loads and uptimes are told of: now, or always the first one where they stand still."""
        return self._born if self.options.still else self.now()

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever an answer may."""
        return self.version, self.faults.version, int(self.now() // SAMPLE_SECONDS)

    def listed(self, items: Iterable[Item]) -> list[Item]:
        """The items as a list of Proxmox has them: its hashes give them in an order of their own, anew each time."""
        rows = list(items)
        if self.options.shuffle:
            self._order.shuffle(rows)
        return rows

    def node_load(self, name: str) -> tuple[float, int]:
        """Used share of the threads, and used memory bytes, now."""
        if self._loads[0] != self.stamp():
            self._loads = (self.stamp(), self._measure(self.measured_at()))
        return self._loads[1][name]

    def _measure(self, now: float) -> dict[str, tuple[float, int]]:
        cpu = dict.fromkeys(self.cluster.nodes, 0.0)
        memory = {name: node.base_memory_bytes for name, node in self.cluster.nodes.items()}
        for guest in self.cluster.guests.values():
            cpu[guest.node] += guest.cpu_at(now) * guest.cores
            memory[guest.node] += guest.memory_at(now)
        nodes = self.cluster.nodes
        return {
            name: (min(1.0, 0.01 + cpu[name] / node.threads), min(memory[name], node.memory_bytes))
            for name, node in nodes.items()
        }

    def offline_seconds(self, node: str) -> float | None:
        """For how long a node has been away; None when it is there."""
        fault = self.faults.find("node-offline", node)
        return None if fault is None else self.now() - fault.since

    def in_maintenance(self, node: SimulatedNode) -> bool:
        """Whether the HA stack says so."""
        return node.maintenance or self.faults.find("node-maintenance", node.name) is not None

    def guests_on(self, node: str, kind: str) -> list[SimulatedGuest]:
        """The VMs (qemu) or CTs (lxc) of a node."""
        return [guest for guest in self.cluster.guests.values() if guest.node == node and guest.kind == kind]

    def service_of(self, guest: SimulatedGuest) -> str | None:
        """Its HA service id, if it has one."""
        sid = f"{'vm' if guest.kind == 'qemu' else 'ct'}:{guest.vmid}"
        return sid if sid in self.cluster.services else None
