"""Answering from published topics: as a whole, one row, or some of the rows."""

from collections.abc import Callable

from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.view import ClusterView, not_read_yet
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.entrypoints.web.kit.answers import computed, computed_aside, published
from proxlb_ui.entrypoints.web.kit.published import Document, Row, Table, listing
from quart import Response

Choose = Callable[[ClusterView, ClusterSnapshot], list[Row]]


class TopicAnswers:
    """Every read counts as somebody looking, and is told why while there is nothing to show."""

    def __init__(self, cluster: WatchCluster, clock: Clock) -> None:
        self._cluster = cluster
        self._clock = clock

    async def whole(self, topic: Table | Document) -> Response:
        """All of it; raises Unavailable before the first content."""
        self._cluster.touch()
        encoded = topic.encoded(self._clock.now())
        if encoded is None:
            raise not_read_yet(self._cluster.view)
        return await published(encoded, self._clock)

    def one(self, table: Table, key: str, what: str) -> Response:
        """One row; raises NotFound for a key that is not there."""
        self._cluster.touch()
        if table.rows is None:
            raise not_read_yet(self._cluster.view)
        row = table.rows.get(key)
        if row is None:
            raise NotFound(f"There is no {what} {key!r} in this cluster.")
        return computed(row)

    async def chosen(self, table: Table, choose: Choose) -> Response:
        """Rows made for this one request from the cluster as last read, in a thread of their own."""
        self._cluster.touch()
        view, seq, now = self._cluster.view, table.seq, self._clock.now()
        snapshot = view.snapshot
        if snapshot is None:
            raise not_read_yet(view)
        return await computed_aside(lambda: listing(choose(view, snapshot), snapshot.taken_at, now, seq))
