"""The real application over fakes, and ways to knock at it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.entrypoints.web.app import create_app
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import WebConfig
from quart import Quart, Response
from quart.testing.connections import WebsocketResponseError
from werkzeug.datastructures import Headers

from tests.services import services_over

TOKEN = "canary-token-4711-canary"
CLIENT = "192.0.2.9"


@dataclass
class Door:
    """One cockpit, and the service that nobody may touch without the right."""

    app: Quart
    service: InMemoryServiceControl

    async def knock(
        self, path: str, method: str = "GET", *headers: tuple[str, str], data: bytes = b"", client: str = CLIENT,
        scheme: str = "http", host: str | None = "localhost:8080",
    ) -> Response:  # fmt: skip
        """One request from the given address; every header is sent as it is."""
        sent = Headers([*([("Host", host)] if host is not None else []), *headers])
        return await self.app.test_client(use_cookies=False).open(
            path, method=method, headers=sent, data=data, scheme=scheme, scope_base={"client": (client, 5)}
        )

    async def handshake(self, path: str, *headers: tuple[str, str], host: str = "localhost:8080") -> int:
        """The status of a WebSocket handshake: 101, or that of the refusal."""
        sent = Headers([("Host", host), *headers])
        try:
            async with self.app.test_client(use_cookies=False).websocket(path, headers=sent) as socket:
                await socket.send_json({})
                return 101
        except WebsocketResponseError as refused:
            return int(refused.response.status_code)


@pytest.fixture
def cockpit() -> Callable[..., Door]:
    """Builds the real application; policy fields as arguments."""

    def build(**policy: Any) -> Door:
        control = InMemoryServiceControl(ServiceState.RUNNING)
        reader = InMemoryClusterReader(ClusterSnapshot(datetime.now(UTC), (), ()))
        services = services_over(reader, InMemorySettingsStore({}), control, InMemoryLogSource())
        chosen = replace(SecurityPolicy(token=TOKEN), **policy)
        return Door(create_app(services, chosen, WebConfig(chosen.base_path)).app, control)

    return build
