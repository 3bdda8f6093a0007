"""Who set a migration going: a run started here, the service's own run, or somebody else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OriginKind(StrEnum):
    """Somebody else is whoever Proxmox names: a person, a script, the HA manager by itself."""

    USER = "user"
    SERVICE = "service"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Origin:
    """run_id belongs to a run started here, started_at to one of the service."""

    by: OriginKind = OriginKind.USER
    run_id: str = ""
    started_at: datetime | None = None

    def after(self, before: "Origin") -> "Origin":
        """The one that tells more: what a log or a run told is not taken back when they are gone."""
        ranks = tuple(OriginKind)
        return before if ranks.index(before.by) > ranks.index(self.by) else self


def by_run(run_id: str) -> Origin:
    """A run started here."""
    return Origin(OriginKind.RUN, run_id)


def by_service(started_at: datetime) -> Origin:
    """The service's own run."""
    return Origin(OriginKind.SERVICE, started_at=started_at)
