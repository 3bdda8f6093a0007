"""ProxLB as a unit of systemd that somebody else has installed."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from proxlb_ui.adapters.shared.last_lines import LastLines
from proxlb_ui.adapters.shared.status_watch import StatusWatch
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts, not_proxlb
from proxlb_ui.adapters.systemd_unit.dbus.unit import SystemdUnit
from proxlb_ui.adapters.systemd_unit.journal.source import JournalLogSource
from proxlb_ui.adapters.systemd_unit.runs.engine_runner import UnitVersion
from proxlb_ui.adapters.systemd_unit.service.capabilities import capabilities_of
from proxlb_ui.adapters.systemd_unit.service.jobs import problem_with
from proxlb_ui.adapters.systemd_unit.service.status import UnitVerdict, verdict_on
from proxlb_ui.domain.background import begin
from proxlb_ui.domain.backoff import Backoff
from proxlb_ui.domain.errors import Conflict, Denied, ProxlbUiError
from proxlb_ui.domain.model.log.failure_lines import reason
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import (
    NOTHING_TO_RELOAD,
    Capability,
    ServiceAction,
    ServiceState,
    ServiceStatus,
    refused_by,
)

LAST_LINES = 20
# systemd learns of a death before journald has read the last words.
LATE_SECONDS = (0.1, 0.3)
RETRY_SECONDS = (1.0, 10.0)

_UP = ("active", "reloading", "refreshing", "activating")
_DOWN = ("inactive", "failed")


class SystemdServiceControl:
    """Looks at the unit when systemd says that something has changed, and asks nothing in between."""

    def __init__(self, unit: SystemdUnit, log: JournalLogSource, environment: Mapping[str, str]) -> None:
        self._unit = unit
        self._watch = StatusWatch(self.status, self._look_on, "follow ProxLB's unit")
        self._last_lines = LastLines(log, LATE_SECONDS)
        self._version = UnitVersion(environment)
        self._learning: asyncio.Task[None] | None = None
        self._look = asyncio.Lock()
        self._acting = asyncio.Lock()
        self._next_look_seconds: float | None = None
        self._failed = False
        self._instance = ""
        self._capabilities: dict[Capability, str] = {}
        self._permissions = -1

    async def status(self) -> ServiceStatus:
        async with self._look:
            try:
                facts = await self._unit.facts()
                verdict = verdict_on(facts, self._unit.name, datetime.now(UTC))
                status = await self._status_of(facts, verdict)
                self._failed, self._next_look_seconds = False, _seconds(verdict)
            except ProxlbUiError as error:
                self._failed, self._permissions = True, -1
                status = self._unreachable(error)
            self._watch.show(status)
            return status

    async def perform(self, action: ServiceAction) -> None:
        if self._acting.locked():
            raise Conflict("ProxLB is being started or stopped.", "Wait a few seconds and try again.")
        async with self._acting:
            facts = await self._unit.proxlb()
            verdict = verdict_on(facts, self._unit.name, datetime.now(UTC))
            if self._pointless(action, facts, verdict):
                return
            try:
                result = await self._unit.perform(action)
            except Denied:
                self._permissions = -1
                await self.status()
                raise
            after = await self._unit.facts()
            status = await self.status()
            if (problem := problem_with(action, result, facts, after, status.message, status.hint)) is not None:
                raise problem

    def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        return self._watch.watch()

    async def close(self) -> None:
        await self._watch.close()
        await self._end(self._learning)
        await self._unit.close()

    @staticmethod
    async def _end(task: asyncio.Task[None] | None) -> None:
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _look_on(self) -> None:
        backoff = Backoff(*RETRY_SECONDS)
        while True:
            seen = self._unit.change.count
            await self.status()
            if self._failed:
                # Nobody tells us when D-Bus is back.
                await asyncio.sleep(backoff.failed())
                continue
            backoff.succeeded()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._next_look_seconds):
                    await self._unit.change.wait(seen)

    def _pointless(self, action: ServiceAction, facts: UnitFacts, verdict: UnitVerdict) -> bool:
        """True when it is done already; raises why it cannot be done now."""
        if action is ServiceAction.START and facts.active_state in _UP and verdict.state is not ServiceState.STOPPED:
            raise Conflict("ProxLB is running already.", "Restart it instead.")
        if action is ServiceAction.RELOAD and facts.active_state != "active":
            raise Conflict(NOTHING_TO_RELOAD, "Start ProxLB.")
        if action is ServiceAction.RELOAD and verdict.state is ServiceState.STARTING:
            raise Conflict("ProxLB is just starting or stopping.", "Wait a moment and try again.")
        if (refused := verdict.refused.get(action)) is not None:
            raise Conflict(refused, verdict.hint or f"Run: systemctl status {self._unit.name}")
        return action is ServiceAction.STOP and facts.active_state in _DOWN

    async def _status_of(self, facts: UnitFacts, verdict: UnitVerdict) -> ServiceStatus:
        known = not_proxlb(facts, self._unit.name) is None
        if known and self._permissions != self._unit.permissions.count:
            self._permissions = self._unit.permissions.count
            self._capabilities = await capabilities_of(self._unit, facts)
        if known and not self._capabilities.get(Capability.RUN_ENGINE) and self._version.is_due(facts):
            await self._learn_version(facts)
        message = verdict.message
        lines: tuple[str, ...] = ()
        if verdict.failed_run:
            end = f"{facts.invocation} {facts.ended_at} {facts.result}"
            found = await self._last_lines.of(end, facts.started_at)
            lines = tuple(line.text for line in found[-LAST_LINES:])
            message += f": {why}" if (why := reason(found)) else "."
        # systemd forgets a unit that is down, and with it which run was the last.
        self._instance = facts.invocation or self._instance
        alive = facts.active_state not in _DOWN
        return ServiceStatus(
            verdict.state,
            RuntimeKind.SYSTEMD,
            since=facts.started_at or facts.changed_at if alive else facts.ended_at or facts.changed_at,
            version=self._version.text,
            instance=self._instance,
            pid=facts.main_pid or None,
            exit_code=None if facts.main_pid else facts.exit_code,
            message=message,
            hint=verdict.hint if message else "",
            last_lines=lines,
            refused=self._refused(facts, verdict),
            details=self._details(facts),
            capabilities=dict(self._capabilities),
        )

    async def _learn_version(self, facts: UnitFacts) -> None:
        if self._version.text is None:
            await self._version.learn(facts)
            return

        async def later() -> None:
            await self._version.learn(facts)
            self._unit.change.notify()

        # A restart should be seen at once, and the version is most likely the same.
        await self._end(self._learning)
        self._learning = begin(later(), "ask ProxLB's version")

    def _refused(self, facts: UnitFacts, verdict: UnitVerdict) -> dict[ServiceAction, str]:
        refused = {**refused_by(self._capabilities), **verdict.refused}
        if facts.active_state in _DOWN:
            refused.setdefault(ServiceAction.RELOAD, NOTHING_TO_RELOAD)
        return refused

    def _details(self, facts: UnitFacts) -> tuple[tuple[str, str], ...]:
        found = (
            ("Unit", self._unit.name),
            ("State", f"{facts.active_state} ({facts.sub_state})" if facts.active_state else ""),
            ("At boot", facts.file_state),
            ("Result", "" if facts.result == "success" else facts.result),
            ("Restarts by systemd", str(facts.restarts) if facts.restarts else ""),
            ("Says", facts.status_text),
        )
        return tuple((name, value) for name, value in found if value)

    def _unreachable(self, error: ProxlbUiError) -> ServiceStatus:
        return ServiceStatus(
            ServiceState.UNKNOWN,
            RuntimeKind.SYSTEMD,
            version=self._version.text,
            instance=self._instance,
            message=error.message,
            hint=error.hint,
            refused=dict.fromkeys(ServiceAction, error.message),
            details=(("Unit", self._unit.name),),
        )


def _seconds(verdict: UnitVerdict) -> float | None:
    return None if verdict.next_look is None else verdict.next_look.total_seconds() + 0.01
