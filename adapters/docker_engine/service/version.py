"""Which ProxLB a container runs."""

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.engine.facts import ContainerFacts
from proxlb_ui.adapters.docker_engine.runs.exec_stream import answer_of
from proxlb_ui.adapters.shared.engine_version import version_in
from proxlb_ui.domain.errors import ProxlbUiError

ANSWER_SECONDS = 15.0


async def version_of(container: DockerContainer, facts: ContainerFacts) -> str | None:
    """What the engine itself says, where it may be asked; the image's label or tag is only a promise."""
    try:
        _, output = await answer_of(container, (*facts.entrypoint, "--version"), ANSWER_SECONDS)
    except ProxlbUiError:
        return facts.version
    return version_in(output.splitlines()) or facts.version
