"""Telling how far running migrations are, while somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.progress import progress_in
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.cluster_reader import ClusterReader
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

_WATCHED_AT_ONCE = 3
_LINES = 200


@dataclass(frozen=True, slots=True)
class _ProgressRead:
    """The lines already read, and the percentage they told last."""

    lines: int = 0
    percent: float | None = None


class WatchProgress:
    """Reads on in the logs of a few running migrations every other second; costs nothing while nobody looks."""

    def __init__(
        self, cluster: WatchCluster, reader: ClusterReader, clock: Clock, interval_seconds: float = 2.0
    ) -> None:
        self.change = Change()
        self._cluster = cluster
        self._reader = reader
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._readings: dict[str, _ProgressRead] = {}

    @property
    def percents(self) -> Mapping[str, float]:
        """Percent by UPID of the running migrations that tell it."""
        return {upid: one.percent for upid, one in self._readings.items() if one.percent is not None}

    async def run(self) -> None:
        """Look for ever, every interval."""
        while True:
            if self._cluster.watched:
                await self.look()
            await self._clock.sleep(self._interval_seconds)

    async def look(self) -> None:
        """Read on once."""
        running = [one.upid for one in self._cluster.view.migrations if one.state is TaskState.RUNNING]
        before = self._readings
        self._readings = {upid: before[upid] for upid in running if upid in before}
        for upid in running[:_WATCHED_AT_ONCE]:
            await self._read_on(upid)
        if self._readings != before:
            self.change.notify()

    async def _read_on(self, upid: str) -> None:
        known = self._readings.get(upid, _ProgressRead())
        try:
            lines = await self._reader.read_task_log(upid, _LINES, known.lines)
        except ProxlbUiError:
            return  # told again in a moment, and the task list says how it ends
        percent = progress_in(lines)
        self._readings[upid] = _ProgressRead(known.lines + len(lines), known.percent if percent is None else percent)
