"""ProxLB as a child of this program, in one piece."""

from proxlb_ui.adapters.child_process.engine_runner import ChildEngineRunner
from proxlb_ui.adapters.child_process.log_source import ChildLogSource
from proxlb_ui.adapters.child_process.probe import probe_engine
from proxlb_ui.adapters.child_process.program import EngineProgram
from proxlb_ui.adapters.child_process.ring import LogRing
from proxlb_ui.adapters.child_process.service_control import ChildServiceControl
from proxlb_ui.adapters.shared.solver_reports import SolverDirectory
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe, Runtime


def process_runtime(program: EngineProgram, *, autostart: bool) -> Runtime:
    """The engine of this Python; with autostart it begins when the first one watches."""
    ring = LogRing()
    return Runtime(
        ChildServiceControl(program, ring, autostart=autostart),
        ChildLogSource(ring),
        ChildEngineRunner(program),
        SolverDirectory(),
        Probe(RuntimeKind.PROCESS, f"a ProxLB for {program.python}", lambda: probe_engine(program)),
    )
