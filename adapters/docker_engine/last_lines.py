"""What a container printed last."""

from collections.abc import Callable

from adapters.docker_engine.container import DockerContainer
from adapters.docker_engine.facts import ContainerFacts
from adapters.docker_engine.log_stream import read_stretch
from adapters.docker_engine.raw_log import Position
from adapters.shared.line_reader import LineReader
from domain.errors import ProxlbUiError
from domain.model.logs import LogLine

LOOKED_AT = 200


async def last_lines_of(
    container: DockerContainer, facts: ContainerFacts, redact: Callable[[str], str]
) -> tuple[LogLine, ...]:
    """The lines of its last life; none where the log cannot be read, which is said elsewhere."""
    try:
        stretch = await read_stretch(container, terminal=facts.terminal, tail=LOOKED_AT)
    except ProxlbUiError:
        return ()
    lines = LineReader[Position](redact).read(stretch.lines)
    # A container that restarts in a loop has started again already; the words before that are the ones wanted.
    began = facts.started_at if facts.phase == "exited" else None
    return tuple(line for line in lines if began is None or line.time >= began)
