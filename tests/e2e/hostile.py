"""A cockpit over a cluster and a log that try to break the page; `python -m tests.e2e.hostile PORT` serves it."""

import asyncio
import itertools
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.background import Background, Work
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.log.lines import LogLevel
from proxlb_ui.entrypoints.lifecycle import log_failure
from proxlb_ui.entrypoints.server import listen, serve, stop_signals
from proxlb_ui.entrypoints.web.app import create_app
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import WebConfig

from tests.services import services_over

NAMES = (
    "<img src=x onerror=\"document.title='broken'\">",
    '"><svg onload="document.title=1">',
    "first\r\nsecond",
    "\x1b[31mred\x1b[0m\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07",
    "abc\u202egnp.exe",
    "nul\x00byte",
    "javascript:alert(1)",
    "__proto__",
    "half \ud800 pair",
    "=HYPERLINK(1)",
    "x" * 65536,
)


def guests() -> tuple[Guest, ...]:
    """One guest per hostile name, which is also its tag, its pool, the names of its rules and a misspelled one."""
    load = Load(1 << 30, 4 << 30)
    cpu = Load(0.1, 2)
    return tuple(
        Guest(number, name, GuestKind.VM, "pve1", "running", cpu, load, load, 60, tags(name), name[:50])
        for number, name in enumerate(NAMES, start=100)
    )


def tags(name: str) -> tuple[str, ...]:
    """The name in every place that a tag has for one."""
    return (name[:100], *(prefix + name[:40] for prefix in ("plb_affinity_", "plb_pin_", "plb-affinity-")))


async def chatter(source: InMemoryLogSource) -> None:
    """An engine that never stops talking."""
    for number in itertools.count():
        source.say(f"heartbeat {number}")
        await asyncio.sleep(0.1)


async def main(port: int) -> None:
    """Serve until a signal."""
    nodes = tuple(
        Node(name, NodeStatus.ONLINE, Load(1, 8), Load(1 << 33, 1 << 34), Load(1 << 30, 1 << 35), 60)
        for name in ("pve1", NAMES[0])
    )
    reader = InMemoryClusterReader(ClusterSnapshot(datetime.now(UTC), nodes, guests(), name=NAMES[1], quorate=True))
    pools = {name[:50]: {"type": "anti-affinity", "pin": ["pve1", name[:50]]} for name in NAMES}
    settings = InMemorySettingsStore(
        {"proxmox_api": {"hosts": ["pve1"], "user": "root@pam"}, "balancing": {"pools": pools}}
    )
    source = InMemoryLogSource()
    source.say(*(f"history {number}" for number in range(900)))
    for name in NAMES:
        source.say(f"{name}</script>", level=LogLevel.WARNING)
    await serve_over(port, reader, settings, source, {"chatter": lambda: chatter(source)})


async def serve_over(
    port: int,
    reader: InMemoryClusterReader,
    settings: InMemorySettingsStore,
    source: InMemoryLogSource,
    more: Mapping[str, Work],
) -> None:
    """A cockpit over fakes, with more loops than its own."""
    background = Background(SystemClock(), log_failure)
    services = services_over(reader, settings, InMemoryServiceControl(), source, background=background)
    cockpit = create_app(services, SecurityPolicy(), WebConfig(), lambda: background.reports)
    loops = {
        "cluster": services.cluster.run,
        "service": services.service.run,
        **cockpit.publisher.loops,
        **more,
    }
    async with background.running(loops):
        with stop_signals() as stopping:
            await serve(cockpit.app, cockpit.sockets, listen("127.0.0.1", port), stopping)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
