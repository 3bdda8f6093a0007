"""Steering the ProxLB service."""

from collections.abc import AsyncGenerator
from typing import Protocol

from proxlb_ui.domain.model.service.service import ServiceAction, ServiceStatus


class ServiceControl(Protocol):
    """One service under one runtime; raises Unavailable, Denied, NotFound, Conflict or TimedOut."""

    async def status(self) -> ServiceStatus:
        """The service as it stands now."""
        ...

    async def perform(self, action: ServiceAction) -> None:
        """Ask for the action and return once it is accepted; whoever asked watches the status for the effect."""
        ...

    def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        """The present status, then every change; close the generator to stop watching."""
        ...

    async def close(self) -> None:
        """Let go of what the adapter owns, the service itself included where we are its parent."""
        ...
