"""The ProxLB service: how it stands and what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.model.service.runtime import RuntimeKind

NOTHING_TO_RELOAD = "ProxLB is not running, so there is nothing to reload; it reads its settings when it starts."


class ServiceState(StrEnum):
    """The life of the service, whatever runs it."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ServiceAction(StrEnum):
    """What a person can ask of the service."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RELOAD = "reload"


class Capability(StrEnum):
    """What a runtime may allow the cockpit to do, and another one not."""

    READ_LOG = "read-log"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RELOAD = "reload"
    RUN_ENGINE = "run-engine"


def refused_by(capabilities: Mapping[Capability, str]) -> dict[ServiceAction, str]:
    """The actions that are not allowed, by the reasons why capabilities are not."""
    return {action: reason for action in ServiceAction if (reason := capabilities.get(Capability(action.value)))}


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One observation of the service.

    instance changes with every start, so that a restart can be recognized; refused maps an action that the
    runtime does not allow to the sentence that explains why. details are the runtime's own facts, by name;
    capabilities those that were tried, each with why it is not allowed or an empty text.
    """

    state: ServiceState
    runtime: RuntimeKind
    since: datetime | None = None
    version: str | None = None
    instance: str = ""
    pid: int | None = None
    exit_code: int | None = None
    message: str = ""
    hint: str = ""
    last_lines: tuple[str, ...] = ()
    refused: Mapping[ServiceAction, str] = field(default_factory=dict)
    details: tuple[tuple[str, str], ...] = ()
    capabilities: Mapping[Capability, str] = field(default_factory=dict)

    def refusal(self, action: ServiceAction) -> str | None:
        """Why the action cannot be asked for now, in one sentence; None when it can."""
        if action in self.refused:
            return self.refused[action]
        alive = self.state in (ServiceState.RUNNING, ServiceState.STARTING)
        if action is ServiceAction.START and alive:
            return "ProxLB is running already."
        if action in (ServiceAction.STOP, ServiceAction.RELOAD) and self.state in _ENDED:
            return "ProxLB is not running."
        return None


_ENDED = (ServiceState.STOPPED, ServiceState.FAILED)
