"""A runtime that is not there, in one piece."""

from proxlb_ui.adapters.no_runtime.absent import AbsentEngineRunner, AbsentLogSource, AbsentServiceControl
from proxlb_ui.adapters.shared.solver_reports import SolverOutOfReach
from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe, Runtime


def absent_runtime(message: str, hint: str, sought: str) -> Runtime:
    """What says at every port why there is none, and what to do."""

    async def seek() -> None:
        raise NotFound(message, hint)

    return Runtime(
        AbsentServiceControl(message, hint),
        AbsentLogSource(message, hint),
        AbsentEngineRunner(message, hint),
        SolverOutOfReach(message),
        Probe(RuntimeKind.NONE, sought, seek),
    )
