"""Reading the overview."""

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.published import Document
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.overview.shapes import OverviewAnswerShape
from quart import Blueprint, Response


def overview_blueprint(answers: TopicAnswers, overview: Document) -> Blueprint:
    """The route of the first page."""
    routes = Blueprint("overview", __name__)

    @routes.get("/overview")
    @describes(OverviewAnswerShape, errors=(Unavailable,))
    async def read() -> Response:
        """The state of everything in one document."""
        return await answers.whole(overview)

    return routes
