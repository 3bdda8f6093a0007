"""Which ProxLB runs, for whoever calculates as it does."""

from typing import Protocol

from proxlb_ui.domain.model.service.service import ServiceStatus


class KnowsStatus(Protocol):
    """Whoever observes the service."""

    @property
    def status(self) -> ServiceStatus | None:
        """The service as last observed; None before the first time."""
        ...


def version_of(service: KnowsStatus | None) -> str | None:
    """ProxLB's version as last observed; None where nobody knows it."""
    status = service.status if service is not None else None
    return status.version if status is not None else None
