"""A cockpit over 50 nodes, 5,000 guests and 500 rules; `python -m tests.e2e.many_rules PORT` serves it."""

import asyncio
import random
import sys
from datetime import UTC, datetime

from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.load import Load

from tests.e2e.hostile import serve_over

NODES, GUESTS, GROUPS = 50, 5000, 250


def cluster() -> ClusterSnapshot:
    """Every guest in one affinity and one anti-affinity group."""
    chance = random.Random(1)
    load, cpu = Load(1 << 30, 4 << 30), Load(0.1, 2)
    names = [f"pve{number:02d}" for number in range(1, NODES + 1)]
    nodes = tuple(Node(name, NodeStatus.ONLINE, cpu, load, load, 60) for name in names)
    guests = tuple(
        Guest(
            100 + at, f"guest-{at:04d}", GuestKind.VM, chance.choice(names), "running", cpu, load, load, 60,
            (f"plb_affinity_a{at % GROUPS:03d}", f"plb_anti_affinity_b{at // (GUESTS // GROUPS):03d}"),
        )
        for at in range(GUESTS)
    )  # fmt: skip
    return ClusterSnapshot(datetime.now(UTC), nodes, guests, name="many", quorate=True)


async def main(port: int) -> None:
    """Serve until a signal."""
    settings = InMemorySettingsStore({"proxmox_api": {"hosts": ["pve01"], "user": "root@pam"}})
    await serve_over(port, InMemoryClusterReader(cluster()), settings, InMemoryLogSource(), {})


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
