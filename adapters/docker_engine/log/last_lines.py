"""What a container printed last."""

from collections.abc import Callable

from proxlb_ui.adapters.docker_engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.facts import ContainerFacts
from proxlb_ui.adapters.docker_engine.log.stream import read_stretch
from proxlb_ui.adapters.docker_engine.raw_log import ContainerLogPosition
from proxlb_ui.adapters.shared.line_reader import LineReader
from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.log.lines import LogLine

LOOKED_AT = 200


async def last_lines_of(
    container: DockerContainer, facts: ContainerFacts, redact: Callable[[str], str]
) -> tuple[LogLine, ...]:
    """The lines of its last life; none where the log cannot be read, which is said elsewhere."""
    try:
        stretch = await read_stretch(container, terminal=facts.terminal, tail=LOOKED_AT)
    except ProxlbUiError:
        return ()
    lines = LineReader[ContainerLogPosition](redact).read(stretch.lines)
    # A container that restarts in a loop has started again already; the words before that are the ones wanted.
    began = facts.started_at if facts.phase == "exited" else None
    return tuple(line for line in lines if began is None or line.time >= began)
