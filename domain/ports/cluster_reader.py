"""Reading the Proxmox cluster."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import History, Subject
from proxlb_ui.domain.model.cluster.task import TaskOutcome


class ClusterReader(Protocol):
    """The cluster, read only; every method raises Unavailable, Denied, TimedOut or Invalid (settings)."""

    async def read_snapshot(self) -> ClusterSnapshot:
        """The whole cluster as of now, in four API calls whatever its size."""
        ...

    async def read_facts(self) -> ClusterFacts:
        """What changes rarely; meant for the start and every ten minutes."""
        ...

    async def read_ha_rules(self) -> tuple[HaRule, ...]:
        """The rules about guests under high availability, in Proxmox' order; groups where it is older than 9."""
        ...

    async def read_histories(self, subjects: Sequence[Node | Guest], *, spikes: bool) -> Mapping[Subject, History]:
        """The last hour of each, as far as it can be had: one call each, two with spikes."""
        ...

    async def read_task_log(self, upid: str, limit: int = 50, start: int = 0) -> tuple[str, ...]:
        """Lines of one task's log from a line on, oldest first; raises Invalid for a malformed UPID."""
        ...

    async def read_task_outcome(self, upid: str) -> TaskOutcome | None:
        """How one task ended, None while it runs; raises Invalid for a malformed UPID."""
        ...

    async def close(self) -> None:
        """Let go of connections and threads; may be called twice."""
        ...
