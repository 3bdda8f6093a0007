"""The one container this program may touch, and the only way from here to the engine."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from proxlb_ui.adapters.docker_engine.engine.client import EngineClient
from proxlb_ui.adapters.docker_engine.engine.errors import WrongApiVersion, no_such_container, translated
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts, facts_in
from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.domain.errors import Unavailable

Result = TypeVar("Result")

# The oldest API that is spoken: Docker 20.10's. An engine that wants a newer one says which.
FIRST_API_VERSION = "1.41"
ANSWER_SECONDS = 20
QUICK_CALLS = 4
LONG_CALLS = 6
CALLS = "calls to the Docker engine"
TOO_MANY = "Look at the load of the Docker engine: its answers do not come."


class DockerContainer:
    """Calls to the Docker engine about the container of one name; raises what the ports raise."""

    def __init__(self, name: str, host: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.name = name
        self._host = host
        self._answer_seconds = answer_seconds
        self._version = FIRST_API_VERSION
        self._quick = BoundedThreads(CALLS, QUICK_CALLS, too_many=TOO_MANY)
        self._long = BoundedThreads(CALLS, LONG_CALLS, too_many=TOO_MANY)

    async def inspect(self) -> ContainerFacts:
        """The container as it is now, without its environment."""
        facts = await self.call(lambda client: facts_in(client.inspect_container(self.name)))
        if facts.name != self.name:
            # The engine takes the beginning of an ID for a name too.
            raise no_such_container(self.name, f"The ID of Docker container {facts.name} begins like that.")
        return facts

    async def start(self) -> None:
        await self.call(lambda client: client.start(self.name))

    async def stop(self, patience_seconds: int) -> None:
        """Returns once it has ended, by the engine's SIGKILL at the latest."""
        await self.call_long(lambda client: client.stop(self.name, timeout=patience_seconds))

    async def restart(self, patience_seconds: int) -> None:
        await self.call_long(lambda client: client.restart(self.name, timeout=patience_seconds))

    async def hang_up(self) -> None:
        """SIGHUP to the main process."""
        await self.call(lambda client: client.kill(self.name, "SIGHUP"))

    async def call(self, work: Callable[[EngineClient], Result]) -> Result:
        """The outcome of a call that is answered at once."""
        return await self._quick.run(lambda: self._attempt(work))

    async def call_long(self, work: Callable[[EngineClient], Result]) -> Result:
        """The outcome of a call that takes its time."""
        return await self._long.run(lambda: self._attempt(work))

    @contextmanager
    def connected(self) -> Generator[EngineClient, None, None]:
        """A client of one's own, for one call; errors come out translated."""
        # A new one costs a millisecond, and a kept one breaks when the engine restarts.
        with translated(self._host, self.name):
            client = EngineClient(self._host, self._version, self._answer_seconds)
            try:
                yield client
            finally:
                client.close()

    def _attempt(self, work: Callable[[EngineClient], Result]) -> Result:
        for _ in range(2):
            try:
                with self.connected() as client:
                    return work(client)
            except WrongApiVersion as exc:
                self._version = exc.version
        raise Unavailable(
            f"The Docker engine does not speak version {self._version} of its API.", "Update the Docker engine."
        )
