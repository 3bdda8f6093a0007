"""Reading guests: all, one, or those a query asks for."""

from proxlb_ui.domain.errors import NotFound, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.planner.expected import expectations
from proxlb_ui.domain.use_cases.cluster.filter_guests import GuestFilter, filter_guests
from proxlb_ui.domain.use_cases.cluster.list_guests import list_guests
from proxlb_ui.domain.use_cases.plan.preview_plan import Preview
from proxlb_ui.entrypoints.web.guests.payload import guest_rows
from proxlb_ui.entrypoints.web.guests.query import QUERY, guest_filter
from proxlb_ui.entrypoints.web.guests.shapes import GuestShape, GuestsShape
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.published import Row, Table
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint, Response, request


def guest_blueprint(services: Services, answers: TopicAnswers, guests: Table) -> Blueprint:
    """Routes about guests."""
    routes = Blueprint("guests", __name__)

    @routes.get("/guests")
    @describes(GuestsShape, query=QUERY, errors=(Unavailable,))
    async def several() -> Response:
        """All guests, or those the query asks for."""
        query = request.args.to_dict()
        if not query:
            return await answers.whole(guests)
        wanted, latest = guest_filter(query), services.plans.latest
        return await answers.chosen(guests, lambda view, snapshot: _chosen(view, snapshot, latest, wanted))

    @routes.get("/guests/<int:vmid>")
    @describes(GuestShape, errors=(NotFound, Unavailable))
    async def one(vmid: int) -> Response:
        """One guest."""
        return answers.one(guests, str(vmid), "guest")

    return routes


def _chosen(view: ClusterView, snapshot: ClusterSnapshot, latest: Preview | None, wanted: GuestFilter) -> list[Row]:
    expected = expectations(latest.plan, latest.settings.balancing) if latest else {}
    found = filter_guests(list_guests(view, snapshot, expected), wanted)
    return list(guest_rows(found, view.facts.tag_colors).values())
