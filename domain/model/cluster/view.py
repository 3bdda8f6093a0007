"""What the cockpit knows about the cluster at this moment: data, its age and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proxlb_ui.domain.errors import ProxlbUiError, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.cluster.connection import Connection
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import History, Subject
from proxlb_ui.domain.model.cluster.migration import Migration
from proxlb_ui.domain.model.settings.values.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class ClusterView:
    """The last good snapshot (None before the first), how the connection stands, and the settings as last read.

    ha_rules is None until they were read; histories holds those that ProxLB's settings call for, as far as known.
    """

    connection: Connection
    snapshot: ClusterSnapshot | None = None
    facts: ClusterFacts = ClusterFacts()
    settings: SettingsFile | None = None
    settings_problem: ProxlbUiError | None = None
    migrations: tuple[Migration, ...] = ()
    ha_rules: tuple[HaRule, ...] | None = None
    histories: Mapping[Subject, History] = field(default_factory=dict)


def not_read_yet(view: ClusterView) -> Unavailable:
    """Why there is no snapshot to show."""
    connection = view.connection
    message = connection.message or "The cluster has not been read yet."
    return Unavailable(message, connection.hint or "Wait for the first answer from Proxmox.")
