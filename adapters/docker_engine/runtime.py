"""One ProxLB container, in one piece."""

from collections.abc import Callable

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.log.source import DockerLogSource
from proxlb_ui.adapters.docker_engine.runs.engine_runner import DockerEngineRunner
from proxlb_ui.adapters.docker_engine.service.service_control import DockerServiceControl
from proxlb_ui.adapters.shared.solver_reports import SolverOutOfReach
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe, Runtime

IN_DOCKER = "The solver's own report lies in ProxLB's Docker container, where the cockpit cannot read it."


def docker_runtime(name: str, host: str, redact: Callable[[str], str]) -> Runtime:
    """The container of this name of the engine at host, a `unix://` or `tcp://` address."""
    container = DockerContainer(name, host)
    return Runtime(
        DockerServiceControl(container, redact),
        DockerLogSource(container, redact),
        DockerEngineRunner(container, redact),
        SolverOutOfReach(IN_DOCKER),
        Probe(RuntimeKind.DOCKER, f"a Docker container named {name}", container.inspect),
    )
