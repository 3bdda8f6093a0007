"""What may run ProxLB."""

from enum import StrEnum


class RuntimeKind(StrEnum):
    """What runs the service; UNKNOWN until it has been asked, MEMORY in tests and benchmarks only."""

    DOCKER = "docker"
    SYSTEMD = "systemd"
    PROCESS = "process"
    NONE = "none"
    MEMORY = "memory"
    UNKNOWN = ""
