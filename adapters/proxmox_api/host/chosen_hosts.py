"""The hosts that the settings name at this moment."""

import asyncio
from collections.abc import Awaitable, Callable

from proxlb_ui.adapters.proxmox_api.host.client import HostClient
from proxlb_ui.adapters.proxmox_api.host.hosts import Hosts
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.ports.clock import Clock
from requests.utils import DEFAULT_CA_BUNDLE_PATH


class ChosenHosts:
    """Keeps clients and what is known of them until the settings name another connection."""

    def __init__(
        self, source: Callable[[], Awaitable[PveConnection]], clock: Clock, default_ca_bundle: str | None = None
    ) -> None:
        self.connection: PveConnection | None = None
        self._source = source
        self._clock = clock
        self._default_ca_bundle = default_ca_bundle
        self._hosts = Hosts([], clock)
        self._choosing = asyncio.Lock()
        self._readings = 0

    async def current(self) -> Hosts:
        """The hosts to ask; raises what reading the settings raises as long as none were ever known."""
        seen = self._readings
        # One reading at a time: an answer from before a save that comes back last would bring the old hosts back, and
        # close the new ones under whoever asks them. Whoever comes meanwhile shares it, as a disk may hang.
        async with self._choosing:
            if self._readings == seen:
                await self._read()
                self._readings += 1
            return self._hosts

    async def _read(self) -> None:
        try:
            connection = await self._source()
        except ProxlbUiError:
            # Settings that have just been broken are no reason to lose a cluster we know how to reach.
            if self.connection is None:
                raise
            return
        if connection != self.connection:
            self._hosts.close()
            self._hosts, self.connection = Hosts(self._clients(connection), self._clock), connection

    def close(self) -> None:
        """Close every host's connections."""
        self._hosts.close()

    def _clients(self, connection: PveConnection) -> list[HostClient]:
        verify = self._verify(connection)
        return [HostClient(connection, address, verify, self._clock) for address in connection.hosts]

    def _verify(self, connection: PveConnection) -> bool | str:
        if not connection.verify_tls:
            return False
        return connection.ca_file or self._default_ca_bundle or DEFAULT_CA_BUNDLE_PATH
