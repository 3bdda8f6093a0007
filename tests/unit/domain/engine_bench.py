"""The use case behind runs of the engine, over fakes or over a real runtime."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from adapters.in_memory.clock import FakeClock
from adapters.in_memory.cluster_reader import InMemoryClusterReader
from adapters.in_memory.engine_runner import InMemoryEngineRunner
from adapters.in_memory.log_source import InMemoryLogSource
from adapters.in_memory.service_control import InMemoryServiceControl
from adapters.in_memory.settings_store import InMemorySettingsStore
from adapters.in_memory.solver_reports import InMemorySolverReports
from adapters.in_memory.worker import InMemoryWorker
from domain.model.run import Run
from domain.model.service import ServiceState
from domain.ports.clock import Clock
from domain.ports.engine_runner import EngineRunner
from domain.use_cases.carry_out_run import CarryOutRun
from domain.use_cases.control_service import ControlService
from domain.use_cases.hear_solver import HearSolver
from domain.use_cases.run_engine import RunEngine
from domain.use_cases.track_runs import TrackRuns
from domain.use_cases.watch_cluster import WatchCluster
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
        hear = HearSolver(self.solver_reports, worker)
        work = CarryOutRun(runner or self.recital, self.cluster, used_clock, worker, longest_seconds, hear)
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
