"""Reading the rules."""

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.published import Document
from proxlb_ui.entrypoints.web.kit.topics import TopicAnswers
from proxlb_ui.entrypoints.web.rules.shapes import RulesAnswerShape
from quart import Blueprint, Response


def rule_blueprint(answers: TopicAnswers, rules: Document) -> Blueprint:
    """The route about rules and their conflicts."""
    routes = Blueprint("rules", __name__)

    @routes.get("/rules")
    @describes(RulesAnswerShape, errors=(Unavailable,))
    async def read() -> Response:
        """All rules with their states, and the conflicts between them."""
        return await answers.whole(rules)

    return routes
