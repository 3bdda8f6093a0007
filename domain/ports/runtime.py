"""Everything that depends on what runs ProxLB, in one piece."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.engine_runner import EngineRunner
from proxlb_ui.domain.ports.log_source import LogSource
from proxlb_ui.domain.ports.service_control import ServiceControl
from proxlb_ui.domain.ports.solver_reports import SolverReports


@dataclass(frozen=True, slots=True)
class Probe:
    """Is ProxLB there? `sought` is as a sentence names it: "a Docker container named proxlb".

    `seek` raises Unavailable, Denied, NotFound or TimedOut where it is not, and leaves nothing open.
    """

    kind: RuntimeKind
    sought: str
    seek: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Runtime:
    """One way to run ProxLB: its service, log, extra runs of its engine, its solver's reports, and how to find it."""

    control: ServiceControl
    log: LogSource
    engine: EngineRunner
    solver_reports: SolverReports
    probe: Probe

    @property
    def kind(self) -> RuntimeKind:
        """Which way it is."""
        return self.probe.kind
