"""The `docker` runtime: one ProxLB container, steered over the Docker Engine's API."""

from adapters.docker_engine.container import DockerContainer
from adapters.docker_engine.engine_runner import DockerEngineRunner
from adapters.docker_engine.log_source import DockerLogSource
from adapters.docker_engine.service_control import DockerServiceControl

__all__ = ["DockerContainer", "DockerEngineRunner", "DockerLogSource", "DockerServiceControl"]
