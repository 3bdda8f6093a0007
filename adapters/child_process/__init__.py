"""The `process` runtime: ProxLB as a child of this program."""

from proxlb_ui.adapters.child_process.engine_runner import ChildEngineRunner
from proxlb_ui.adapters.child_process.log_source import ChildLogSource
from proxlb_ui.adapters.child_process.program import EngineProgram
from proxlb_ui.adapters.child_process.ring import LogRing
from proxlb_ui.adapters.child_process.runtime import process_runtime
from proxlb_ui.adapters.child_process.service_control import ChildServiceControl

__all__ = ["ChildEngineRunner", "ChildLogSource", "ChildServiceControl", "EngineProgram", "LogRing", "process_runtime"]
