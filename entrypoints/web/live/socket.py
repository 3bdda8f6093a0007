"""WS /events: numbered deltas of the published topics."""

import asyncio

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.kit.describe import describes
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.sockets import HEARTBEAT_SECONDS, Message, Sockets, converse, send
from proxlb_ui.entrypoints.web.live.feed import Listener
from proxlb_ui.entrypoints.web.live.publisher import Publisher
from proxlb_ui.entrypoints.web.services import Services
from quart import Blueprint


def event_blueprint(services: Services, publisher: Publisher, sockets: Sockets, build: str) -> Blueprint:
    """The socket every open page holds."""
    routes = Blueprint("events", __name__)

    def heard(listener: Listener, message: Message) -> None:
        topics = message.get("subscribe")
        known = publisher.topics
        if not isinstance(topics, list) or any(topic not in known for topic in topics if isinstance(topic, str)):
            raise Invalid('Send {"subscribe": [...]} with any of ' + ", ".join(known) + ".")
        if not all(isinstance(topic, str) for topic in topics):
            raise Invalid("Topics are names.")
        listener.topics = frozenset(topics)

    async def speak(listener: Listener) -> None:
        seq = {name: topic.seq for name, topic in publisher.topics.items()}
        await send({"type": "hello", "build": build, "server_time": iso(services.clock.now()), "seq": seq})
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    message = await listener.next()
            except TimeoutError:
                await send({"type": "hb", "server_time": iso(services.clock.now())})
            else:
                await send(message)

    @routes.websocket("/events")
    @describes()
    async def events() -> None:
        """Numbered deltas of the published topics."""
        with sockets.admitted(), services.cluster.watching(), publisher.feed.listening() as listener:
            await converse(sockets, lambda message: heard(listener, message), lambda: speak(listener))

    return routes
