"""The `docker` runtime: one ProxLB container, steered over the Docker Engine's API."""

from proxlb_ui.adapters.docker_engine.engine.container import DockerContainer
from proxlb_ui.adapters.docker_engine.log.source import DockerLogSource
from proxlb_ui.adapters.docker_engine.runs.engine_runner import DockerEngineRunner
from proxlb_ui.adapters.docker_engine.runtime import docker_runtime
from proxlb_ui.adapters.docker_engine.service.service_control import DockerServiceControl

__all__ = ["DockerContainer", "DockerEngineRunner", "DockerLogSource", "DockerServiceControl", "docker_runtime"]
