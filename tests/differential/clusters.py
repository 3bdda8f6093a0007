"""Random clusters for the comparison; small numbers on purpose, so that ties and edges come up often."""

from dataclasses import replace
from random import Random

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput

from tests.differential.oddities import with_oddities

_GIB = 1024**3
_POOLS = ("dev", "prod", "test")


def random_input(seed: int) -> PlanInput:
    """The cluster of this seed, with what real clusters have and tidy ones do not; see `oddities`."""
    return with_oddities(_Cluster(Random(seed)).build(), seed)


class _Cluster:
    """Draws one cluster and its settings."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._names = [f"PVE{i}" if random.random() < 0.1 else f"pve{i}" for i in range(random.randint(2, 12))]
        self._ignored = frozenset(["old1"]) if random.random() < 0.1 else frozenset()
        self._tidy = random.random() < 0.3
        self._pressure = random.random() < 0.7
        self._worst_wait = random.choice((6, 12, 60))
        self._duplicates = random.random() < 0.15
        self._tags = random.choice((0.0, 0.1, 0.4, 0.9))
        self._maintenance = random.choice((0.0, 0.0, 0.0, 0.15, 0.4, 0.9))
        self._tight = self._tidy and random.random() < 0.3
        self._herds = random.random() < 0.15
        self._crowded = random.choice(self._names) if random.random() < 0.5 else None

    def build(self) -> PlanInput:
        random = self._random
        count = random.choice((0, 1, 2, 5, 10, 20, 50, 200)) if random.random() < 0.3 else random.randint(1, 30)
        guests = tuple(self._guest(index) for index in range(count))
        nodes = tuple(self._node(name) for name in self._names)
        age = random.random()
        if age < 0.1:  # one that was not upgraded yet
            position = random.randrange(len(nodes))
            nodes = tuple(replace(n, version="8.4.1") if i == position else n for i, n in enumerate(nodes))
        elif age < 0.2:
            nodes = tuple(replace(node, version="8.4.14") for node in nodes)
        return PlanInput(nodes, guests, self._balancing(), self._rules(guests), self._ignored)

    def _node(self, name: str) -> NodeInput:
        random = self._random
        size = random.choice((64, 128)) if self._tidy else random.randint(16, 256)
        share = random.choice((0.25, 0.5, 0.75)) if self._tidy else random.uniform(0.02, 1.0)
        if self._crowded is not None:
            share = random.uniform(0.9, 1.0) if name == self._crowded else random.uniform(0.02, 0.5)
        if self._tight and name != self._crowded:
            share = 1 - random.choice((1, 2, 4)) / size
        cores = random.choice((8, 16, 32))
        disk = random.randint(50, 500) * _GIB
        return NodeInput(
            name,
            Amount(cores * (random.randint(0, 64) / 64 if self._tidy else random.random()), cores, self._wait()),
            Amount(int(size * _GIB * share), size * _GIB, self._wait()),
            Amount(int(disk * random.random()), disk, self._wait()),
            version=random.choice(("9.0.0", "9.0.3", "9.1.1", "10.0.0")),
            maintenance=random.random() < self._maintenance,
        )

    def _guest(self, index: int) -> GuestInput:
        random = self._random
        duplicate = self._duplicates and random.random() < 0.2
        memory = random.choice((1, 2, 4, 8, 16, 64)) * _GIB
        used = memory // random.choice((1, 2, 4)) if self._tidy else int(memory * random.random())
        disk = random.randint(4, 100) * _GIB
        kind = random.choice(tuple(GuestKind))
        return GuestInput(
            100 + index,
            f"guest{random.randrange(index + 1) if duplicate else index}",
            kind,
            self._place(),
            Amount(
                random.randint(0, 64) / 64 if self._tidy else random.random(), random.choice((1, 2, 4, 8)), self._wait()
            ),
            Amount(used, memory, self._wait()),
            Amount(int(disk * random.random()) if kind is GuestKind.CT else 0, disk, self._wait()),
            running=random.random() < 0.9,
            tags=self._guest_tags(),
            pools=tuple(pool for pool in _POOLS if random.random() < 0.15),
        )

    def _place(self) -> str:
        if self._ignored and self._random.random() < 0.2:
            return "old1"
        if self._crowded is not None and self._random.random() < 0.7:
            return self._crowded
        return self._random.choice(self._names)

    def _guest_tags(self) -> tuple[str, ...]:
        random = self._random
        if self._herds:
            kind = random.choice(("plb_affinity", "plb_affinity", "plb_anti_affinity"))
            return (f"{kind}_{random.randrange(3)}",)
        node = random.choice(self._names)
        choices = (
            "prod",
            f"plb_affinity_{random.randrange(4)}",
            f"plb_anti_affinity_{random.randrange(3)}",
            "plb_ignore_me",
            "plb_ignored",
            f"plb_pin_{node}",
            f"plb_pin_{node.swapcase()}",
            f"plb_pin_{node}.example.org",
            "PLB_AFFINITY_1",
            "plb_Ignore",
            "plb_affinity",
            "plb_pin_nowhere",
            "plb_pin",
        )
        weights = (4, 5, 5, 1, 1, 3, 1, 0.5, 0.5, 0.5, 0.5, 1, 0.3)
        count = random.choice((1, 1, 2, 3)) if random.random() < self._tags else 0
        return tuple(dict.fromkeys(random.choices(choices, weights, k=count)))

    def _wait(self) -> MeasuredPressure:
        if not self._pressure:
            return MeasuredPressure()
        random = self._random
        draw = (
            (lambda: random.choice((0, 0, 0, 5, 10, 50)))
            if self._tidy
            else (lambda: random.uniform(0, self._worst_wait))
        )
        return MeasuredPressure(draw(), draw(), draw(), draw())

    def _rules(self, guests: tuple[GuestInput, ...]) -> tuple[HaRule, ...]:
        random = self._random
        if not guests or random.random() < 0.7:
            return ()
        return tuple(self._rule(f"rule{index}", guests) for index in range(random.randint(1, 3)))

    def _rule(self, name: str, guests: tuple[GuestInput, ...]) -> HaRule:
        random = self._random
        members = tuple(guest.vmid for guest in random.choices(guests, k=random.randint(1, 4)))
        kind = random.randrange(4)
        if kind == 0:
            return HaRule(name, HaRuleKind.APART, members)
        if kind == 1:
            return HaRule(name, HaRuleKind.TOGETHER, members)
        nodes = tuple(random.sample(self._names, k=random.randint(1, min(3, len(self._names)))))
        nodes = tuple(f"{node}:2" for node in nodes) if kind == 2 else nodes
        return HaRule(name, HaRuleKind.NODES, members, nodes, enabled=random.random() < 0.8)

    def _balancing(self) -> Balancing:
        random = self._random
        limit = random.choice((0, 5, 7.5, 20, 40))
        fields = {
            "enable": random.random() < 0.8,
            "enforce_affinity": random.random() < 0.2,
            "enforce_pinning": random.random() < 0.2,
            "balance_types": random.choice((["vm", "ct"], ["vm", "ct"], ["vm"], ["ct"], [])),
            "method": random.choice(("memory", "memory", "cpu", "disk")),
            "mode": random.choice(("used", "used", "assigned", "psi", "psi")),
            "balanciness": random.choice((25, 50) if self._tidy else (0, 2, 5, 10, 10, 25, 60)),
            "balance_larger_guests_first": random.random() < 0.3,
            "ignore_guests": [f"guest{index}" for index in range(30) if random.random() < 0.03],
            "node_resource_reserve": self._reserve(),
            "pools": self._pool_rules(),
        }
        for method in Method:
            if random.random() < 0.2:
                fields[f"{method.value}_threshold"] = random.choice((0, 30, 60, 90))
        if random.random() < (0.9 if fields["mode"] == "psi" else 0.1):
            fields["psi"] = {"nodes": _limits(limit, random), "guests": _limits(limit, random)}
        return Balancing.model_validate(fields)

    def _reserve(self) -> dict[str, dict[str, int]] | None:
        random = self._random
        if random.random() < 0.7:
            return None
        names = random.sample(["defaults", *self._names], k=random.randint(1, 2))
        return {name: {"memory": random.choice((0, 4, 8, 15, 300)), "cpu": 2} for name in names}

    def _pool_rules(self) -> dict[str, dict[str, object]] | None:
        random = self._random
        if random.random() < 0.6:
            return None
        return {name: self._pool_rule() for name in random.sample(_POOLS, k=random.randint(1, 3))}

    def _pool_rule(self) -> dict[str, object]:
        random = self._random
        names = [*self._names, *(name.upper() for name in self._names), "nowhere"]
        pin = random.sample(names, k=random.randint(1, 3)) if random.random() < 0.5 else None
        kind = random.choice((None, "affinity", "anti-affinity"))
        return {"type": kind, "pin": pin, "strict": random.random() < 0.6}


def _limits(limit: float, random: Random) -> dict[str, dict[str, float]]:
    row = {"pressure_full": limit, "pressure_some": limit, "pressure_spikes": limit + 10}
    return {name: row for name in ("memory", "cpu", "disk") if random.random() < 0.9}
