"""Reading the Proxmox cluster."""

from typing import Protocol

from domain.model.cluster import ClusterFacts, ClusterSnapshot


class ClusterReader(Protocol):
    """The cluster, read only; every method raises Unavailable, Denied, TimedOut or Invalid (settings)."""

    async def read_snapshot(self) -> ClusterSnapshot:
        """The whole cluster as of now, in four API calls whatever its size."""
        ...

    async def read_facts(self) -> ClusterFacts:
        """What changes rarely; meant for the start and every ten minutes."""
        ...

    async def read_task_log(self, upid: str, limit: int = 50) -> tuple[str, ...]:
        """The first lines of one task's log, oldest first; raises Invalid for a malformed UPID."""
        ...

    async def close(self) -> None:
        """Let go of connections and threads; may be called twice."""
        ...
