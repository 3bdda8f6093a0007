"""The `process` runtime: ProxLB as a child of this program."""

from adapters.child_process.engine_runner import ChildEngineRunner
from adapters.child_process.log_source import ChildLogSource
from adapters.child_process.program import EngineProgram
from adapters.child_process.ring import LogRing
from adapters.child_process.service_control import ChildServiceControl

__all__ = ["ChildEngineRunner", "ChildLogSource", "ChildServiceControl", "EngineProgram", "LogRing"]
