"""What the simulated cluster consists of."""

import math
from dataclasses import dataclass, field

MIB = 1024**2
GIB = 1024**3
SAMPLE_SECONDS = 10  # pvestatd writes every 10 s


@dataclass(slots=True)
class SimulatedGuest:
    """A VM or CT; its load is a pure function of time, so the past can be asked too."""

    vmid: int
    name: str
    kind: str  # qemu or lxc
    node: str
    cores: int
    memory_bytes: int
    disk_bytes: int
    cpu_share: float
    memory_share: float
    busy: bool
    phase: float
    started: float
    status: str = "running"
    template: bool = False
    tags: tuple[str, ...] = ()
    pool: str = ""
    lock: str = ""

    @property
    def running(self) -> bool:
        """Whether it uses processor and memory; a paused VM keeps its memory."""
        return self.status in ("running", "paused")

    def cpu_at(self, now: float) -> float:
        """Used share of its own cores."""
        if self.status != "running":
            return 0
        wave = _wave(now, self.phase)
        return min(1.0, max(0.001, self.cpu_share + (0.15 if self.busy else 0.004) * wave))

    def memory_at(self, now: float) -> int:
        """Used bytes."""
        if not self.running:
            return 0
        return int(
            self.memory_bytes * self.memory_share * (1 + (0.03 if self.busy else 0.003) * _wave(now, self.phase))
        )

    def pressure_at(self, now: float, resource: str, full: bool) -> float:
        """Pressure stall percentage, about zero when idle."""
        base = {"cpu": 4.0, "io": 2.0, "memory": 0.4}[resource] if self.busy else 0.0
        return round(max(0.0, base * (1 + _wave(now, self.phase)) * (0.3 if full else 1.0)), 2)

    def io_rate(self) -> int:
        """Bytes per second on disk and network, constant for simplicity."""
        return int((1 + self.phase) * (400_000 if self.busy else 4_000))


@dataclass(slots=True)
class SimulatedNode:
    """A host of the cluster."""

    name: str
    number: int
    address: str
    threads: int
    memory_bytes: int
    base_memory_bytes: int
    disk_bytes: int
    booted: float
    maintenance: bool = False


@dataclass(slots=True)
class HaService:
    """A guest under high availability."""

    sid: str
    vmid: int
    group: str = ""
    state: str = "started"


@dataclass(slots=True)
class Cluster:
    """Everything a simulation starts from."""

    name: str
    nodes: dict[str, SimulatedNode]
    guests: dict[int, SimulatedGuest]
    pools: dict[str, str] = field(default_factory=dict)
    services: dict[str, HaService] = field(default_factory=dict)
    rules: list[dict[str, object]] = field(default_factory=list)
    groups: list[dict[str, object]] = field(default_factory=list)
    colors: dict[str, str] = field(default_factory=dict)


def _wave(now: float, phase: float) -> float:
    sample = now // SAMPLE_SECONDS * SAMPLE_SECONDS
    return 0.6 * math.sin(sample / 97 + phase * 6) + 0.4 * math.sin(sample / 23 + phase * 17)
