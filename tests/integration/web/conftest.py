"""The whole web application over the in-memory fakes, so that a test can change the world behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.engine_runner import InMemoryEngineRunner
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.background import Background
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.task import Task, TaskState
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.ports.settings_editor import SettingsEditor
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.entrypoints.lifecycle import log_failure
from proxlb_ui.entrypoints.web.app import Cockpit, create_app
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import Services, WebConfig

from tests.integration.web.interface.declared import Answers
from tests.services import services_over
from tests.waiting import eventually

GIB = 1 << 30
STARTED = datetime.now(UTC).replace(microsecond=0)
HOST = {"Host": "localhost"}
OWN_PAGE = {**HOST, "Origin": "http://localhost", "Content-Type": "application/json"}


def guest(vmid: int, node: str = "pve1", cpu: float = 0.5, memory_gib: float = 1.0, **more: Any) -> Guest:
    values: dict[str, Any] = {
        "name": f"web-{vmid}",
        "kind": GuestKind.VM,
        "status": "running",
        "uptime_seconds": 3600,
        **more,
    }
    return Guest(
        vmid=vmid,
        node=node,
        cpu=Load(cpu, 4),
        memory=Load(memory_gib * GIB, 4 * GIB),
        disk=Load(0, 32 * GIB),
        **values,
    )


def snapshot(*guests: Guest, seconds: float = 0, **more: Any) -> ClusterSnapshot:
    nodes = tuple(
        Node(name, NodeStatus.ONLINE, Load(2, 16), Load(used * GIB, 64 * GIB), Load(8 * GIB, 100 * GIB), 1000)
        for name, used in (("pve1", 40), ("pve2", 20))
    )
    return ClusterSnapshot(STARTED + timedelta(seconds=seconds), nodes, guests, name="test", quorate=True, **more)


def migration_task() -> Task:
    ended = STARTED - timedelta(seconds=20)
    upid = "UPID:pve2:00001015:0E2B6C55:6B058DB8:qmigrate:101:root@pam:"
    return Task(upid, "pve2", "qmigrate", 101, "root@pam", ended - timedelta(seconds=9), ended, TaskState.OK)


@dataclass
class World:
    """The cockpit and everything behind it."""

    cockpit: Cockpit
    reader: InMemoryClusterReader
    control: InMemoryServiceControl
    log: InMemoryLogSource
    services: Services
    engine: InMemoryEngineRunner
    background: Background
    answers: Answers

    async def tick(self, new: ClusterSnapshot) -> None:
        """One more reading of the cluster, published."""
        self.reader.snapshot = new
        await self.services.cluster.refresh()
        await self.cockpit.publisher.publish_cluster()
        await self.services.history.look()
        self.cockpit.publisher.publish_migrations()

    def client(self) -> Any:
        return self.cockpit.app.test_client()

    async def get(self, path: str, **headers: str) -> Any:
        return await self.client().get(f"/api/v1{path}", headers={**HOST, **headers})

    async def json(self, path: str) -> Any:
        response = await self.get(path)
        assert response.status_code == 200, await response.get_data()
        return await response.get_json()


async def subscribe(world: World, socket: Any, *topics: str) -> None:
    """Ask for these topics, and wait until the cockpit has heard it."""
    await socket.send_json({"subscribe": list(topics)})
    feed = world.cockpit.publisher.feed
    await eventually(lambda: any(listener.topics == set(topics) for listener in feed._listeners))


def build(
    policy: SecurityPolicy | None = None,
    config: WebConfig | None = None,
    files: tuple[SettingsStore, SettingsEditor] | None = None,
) -> World:
    reader = InMemoryClusterReader(
        snapshot(guest(100), guest(101, tags=("plb_pin_pve1", "prod")), guest(102, "pve2", kind=GuestKind.CT)),
        ClusterFacts(version="9.1.2", tag_colors={"prod": "1f7a4d"}),
    )
    settings = InMemorySettingsStore(
        {
            "proxmox_api": {"hosts": ["pve1"], "user": "root@pam", "pass": "canary-secret"},
            "balancing": {"enable": True, "balance_types": ["vm"], "balanciness": 10},
            "solver": {"enable": True},
        }
    )
    control, source = InMemoryServiceControl(ServiceState.RUNNING), InMemoryLogSource()
    engine, background = InMemoryEngineRunner(), Background(SystemClock(), log_failure)
    store, editor = files or (settings, None)
    services = services_over(reader, store, control, source, engine, editor, background)
    web = config or WebConfig(version="1.2.3")
    cockpit = create_app(services, policy or SecurityPolicy(), web, lambda: background.reports)
    return World(cockpit, reader, control, source, services, engine, background, Answers(cockpit.app))


@pytest.fixture
async def empty() -> World:
    """A cockpit that has read nothing yet."""
    return build()


@pytest.fixture
async def world(empty: World) -> AsyncIterator[World]:
    """A cockpit that has read its cluster once and follows its service."""
    async with empty.background.running({"service": empty.services.service.run, **empty.cockpit.publisher.loops}):
        await empty.tick(empty.reader.snapshot)
        yield empty
        await empty.services.engine.close()
        await empty.services.service.close()
