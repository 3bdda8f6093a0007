"""Reading guests: all, one, or those a query asks for."""

from proxlb_ui.entrypoints.web.guests.filter import select_guests
from proxlb_ui.entrypoints.web.kit.published import Table
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from quart import Blueprint, Response, request


def guest_blueprint(answers: TopicAnswers, guests: Table) -> Blueprint:
    """Routes about guests."""
    routes = Blueprint("guests", __name__)

    @routes.get("/guests")
    async def several() -> Response:
        """All guests, or those the query asks for."""
        query = request.args.to_dict()
        if not query:
            return await answers.whole(guests)
        return await answers.chosen(guests, lambda: select_guests((guests.rows or {}).values(), query))

    @routes.get("/guests/<int:vmid>")
    async def one(vmid: int) -> Response:
        """One guest."""
        return answers.one(guests, str(vmid), "guest")

    return routes
