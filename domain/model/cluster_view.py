"""What the cockpit knows about the cluster at this moment: data, its age and what is wrong."""

from dataclasses import dataclass

from domain.errors import ProxlbUiError
from domain.model.cluster import ClusterFacts, ClusterSnapshot
from domain.model.connection import Connection
from domain.model.migration import Migration
from domain.model.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class ClusterView:
    """The last good snapshot (None before the first), how the connection stands, and the settings as last read."""

    connection: Connection
    snapshot: ClusterSnapshot | None = None
    facts: ClusterFacts = ClusterFacts()
    settings: SettingsFile | None = None
    settings_problem: ProxlbUiError | None = None
    migrations: tuple[Migration, ...] = ()
