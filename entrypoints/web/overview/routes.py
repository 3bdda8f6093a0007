"""Reading the cluster: overview, nodes, guests, rules."""

from collections.abc import Callable, Iterable

from proxlb_ui.domain.errors import NotFound, Unavailable
from proxlb_ui.entrypoints.web.guests.filter import select_guests
from proxlb_ui.entrypoints.web.kit.answers import computed, computed_aside, published
from proxlb_ui.entrypoints.web.kit.published import Document, Row, Rows, Table, listing
from proxlb_ui.entrypoints.web.live.publisher import Publisher
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request


def cluster_blueprint(services: Services, publisher: Publisher) -> Blueprint:
    """Routes that answer from the published topics."""
    routes = Blueprint("cluster", __name__)

    def rows_of(table: Table) -> Rows:
        services.cluster.touch()
        if table.rows is None:
            raise not_read_yet(services)
        return table.rows

    async def whole(topic: Table | Document) -> Response:
        services.cluster.touch()
        encoded = topic.encoded(services.clock.now())
        if encoded is None:
            raise not_read_yet(services)
        return await published(encoded, services.clock)

    async def part(table: Table, choose: Callable[[Iterable[Row]], list[Row]]) -> Response:
        rows, as_of, seq, now = rows_of(table), table.as_of, table.seq, services.clock.now()
        assert as_of is not None  # noqa: S101 - there are rows, so they have a time
        return await computed_aside(lambda: listing(choose(rows.values()), as_of, now, seq))

    def one(table: Table, key: str, what: str) -> Response:
        row = rows_of(table).get(key)
        if row is None:
            raise NotFound(f"There is no {what} {key!r} in this cluster.")
        return computed(row)

    @routes.get("/overview")
    async def overview() -> Response:
        """The state of everything in one document."""
        return await whole(publisher.overview)

    @routes.get("/rules")
    async def rules() -> Response:
        """All rules with their states, and the conflicts between them."""
        return await whole(publisher.rules)

    @routes.get("/nodes")
    async def nodes() -> Response:
        """All nodes."""
        return await whole(publisher.nodes)

    @routes.get("/nodes/<name>")
    async def node(name: str) -> Response:
        """One node."""
        return one(publisher.nodes, name, "node")

    @routes.get("/guests")
    async def guests() -> Response:
        """All guests, or those the query asks for."""
        query = request.args.to_dict()
        if not query:
            return await whole(publisher.guests)
        return await part(publisher.guests, lambda rows: select_guests(rows, query))

    @routes.get("/guests/<int:vmid>")
    async def guest(vmid: int) -> Response:
        """One guest."""
        return one(publisher.guests, str(vmid), "guest")

    return routes


def not_read_yet(services: Services) -> Unavailable:
    """Why there is nothing to show."""
    connection = services.cluster.view.connection
    message = connection.message or "The cluster has not been read yet."
    return Unavailable(message, connection.hint or "Wait for the first answer from Proxmox.")
