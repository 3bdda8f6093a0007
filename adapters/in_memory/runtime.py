"""A runtime that exists only here, in one piece."""

import asyncio

from proxlb_ui.adapters.in_memory.engine_runner import InMemoryEngineRunner
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.solver_reports import InMemorySolverReports
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.ports.runtime import Probe, Runtime


def in_memory_runtime(state: ServiceState = ServiceState.STOPPED) -> Runtime:
    """The fakes of all its ports; it is always found."""
    return Runtime(
        InMemoryServiceControl(state, RuntimeKind.MEMORY),
        InMemoryLogSource(),
        InMemoryEngineRunner(),
        InMemorySolverReports(),
        Probe(RuntimeKind.MEMORY, "a service in memory", lambda: asyncio.sleep(0)),
    )
