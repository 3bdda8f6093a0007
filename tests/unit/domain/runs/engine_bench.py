"""The use case behind runs of the engine, over fakes or over a real runtime."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.engine_runner import InMemoryEngineRunner
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.in_memory.solver_reports import InMemorySolverReports
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.domain.model.runs.run import Run
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.engine_runner import EngineRunner
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.runs.execute_run import ExecuteRun
from proxlb_ui.domain.use_cases.runs.read_solver_report import ReadSolverReport
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns

from tests.unit.domain.examples import NOON, guest, node, snapshot

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
LONGEST_SECONDS = 3600.0
RAW: dict[str, Any] = {
    "proxmox_api": {"hosts": ["pve1"], "user": "root@pam", "pass": "hunter22", "future_key": 1e-07},
    "balancing": {"enable": False, "method": "memory", "balance_types": ["vm"]},
    "service": {"daemon": True, "log_level": "INFO", "delay": {"enable": True, "time": 5}},
}


class EngineBench:
    """Everything a run needs; what the cluster shows is reader.snapshot."""

    def __init__(
        self,
        raw: dict[str, Any] | None = None,
        runner: EngineRunner | None = None,
        clock: Clock | None = None,
        longest_seconds: float = LONGEST_SECONDS,
    ) -> None:
        self.recital = InMemoryEngineRunner()
        self.fake_clock = FakeClock(NOON)
        used_clock = clock or self.fake_clock
        self.reader = InMemoryClusterReader(
            snapshot([node("pve1", 24), node("pve2", 8)], [guest(101), guest(102), guest(103, "pve2")])
        )
        self.settings = InMemorySettingsStore(RAW if raw is None else raw)
        self.cluster = WatchCluster(self.reader, self.settings, used_clock)
        self.log = InMemoryLogSource(NOON)
        control = ControlService(InMemoryServiceControl(ServiceState.RUNNING), used_clock)
        self.service = TrackRuns(self.log, control, used_clock)
        self.solver_reports = InMemorySolverReports()
        worker = InMemoryWorker()
        hear = ReadSolverReport(self.solver_reports, worker)
        work = ExecuteRun(runner or self.recital, self.cluster, used_clock, worker, longest_seconds, hear)
        self.engine = RunEngine(work, self.settings, self.cluster, self.service, used_clock)

    def when(self, run: Run) -> Callable[[Callable[[Run], bool]], Coroutine[Any, Any, Run]]:
        """Waits until the run is like that."""

        async def until(wanted: Callable[[Run], bool]) -> Run:
            async with asyncio.timeout(20):
                while not wanted(now := self.engine.find(run.id)):
                    await self.engine.change.wait(self.engine.change.count)
            return now

        return until

    async def ended(self, run: Run) -> Run:
        """The run when it is over."""
        return await self.when(run)(lambda now: now.state.ended)
