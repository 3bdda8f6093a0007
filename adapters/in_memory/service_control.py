"""A service that exists only here."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Conflict, ProxlbUiError
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState, ServiceStatus

_ACTIONS = {action.value for action in ServiceAction}


class InMemoryServiceControl:
    """Obeys at once; the methods after close() are the side door through which a test arranges trouble."""

    def __init__(self, state: ServiceState = ServiceState.STOPPED, runtime: RuntimeKind = RuntimeKind.PROCESS) -> None:
        self.performed: list[ServiceAction] = []
        self.watchers = 0
        self.closed = False
        self._starts = 1 if state is ServiceState.RUNNING else 0
        self._status = ServiceStatus(state, runtime, instance=self._instance(), version="2.3.0")
        self._change = Change()
        self._trouble: ProxlbUiError | None = None
        self._dies_at_once: tuple[int, tuple[str, ...]] | None = None
        self._deaf = False

    async def status(self) -> ServiceStatus:
        if self._trouble is not None:
            raise self._trouble
        return self._status

    async def perform(self, action: ServiceAction) -> None:
        if self._trouble is not None:
            raise self._trouble
        self._refuse(action)
        self.performed.append(action)
        if self._deaf or action is ServiceAction.RELOAD:
            return
        if action is not ServiceAction.START:
            self._set(ServiceState.STOPPED, exit_code=0)
        if action is not ServiceAction.STOP:
            self._begin()

    async def watch(self) -> AsyncGenerator[ServiceStatus, None]:
        self.watchers += 1
        try:
            while True:
                seen = self._change.count
                yield await self.status()
                await self._change.wait(seen)
        finally:
            self.watchers -= 1

    async def close(self) -> None:
        self.closed = True

    def crash(self, exit_code: int = 1, last_lines: tuple[str, ...] = ()) -> None:
        """The engine ends by itself."""
        message = f"ProxLB ended with exit code {exit_code}" + (f": {last_lines[-1]}" if last_lines else ".")
        state = ServiceState.FAILED if exit_code else ServiceState.STOPPED
        self._set(state, exit_code=exit_code, message=message, last_lines=last_lines)

    def die_after_start(self, exit_code: int = 1, last_lines: tuple[str, ...] = ()) -> None:
        """From now on every start ends at once like this."""
        self._dies_at_once = exit_code, last_lines

    def ignore_actions(self) -> None:
        """From now on actions are accepted and nothing happens."""
        self._deaf = True

    def refuse(self, action: ServiceAction, reason: str) -> None:
        """The runtime does not allow this action."""
        self._status = replace(self._status, refused={**self._status.refused, action: reason})
        self._change.notify()

    def limit(self, capabilities: Mapping[Capability, str]) -> None:
        """The runtime was found to allow these, but for those that come with a reason."""
        refused = {ServiceAction(name.value): why for name, why in capabilities.items() if why and name in _ACTIONS}
        self._status = replace(self._status, capabilities=dict(capabilities), refused=refused)
        self._change.notify()

    def stand(self, status: ServiceStatus) -> None:
        """The service is seen like this."""
        self._status = status
        self._change.notify()

    def break_down(self, trouble: ProxlbUiError | None) -> None:
        """The runtime itself fails with this error, until called with None."""
        self._trouble = trouble
        self._change.notify()

    def _refuse(self, action: ServiceAction) -> None:
        running = self._status.state is ServiceState.RUNNING
        if action is ServiceAction.START and running:
            raise Conflict("ProxLB is running already.", "Restart it instead.")
        if action is ServiceAction.RELOAD and not running:
            raise Conflict("ProxLB is not running, so it cannot reload.", "Start it: it reads its settings then.")

    def _begin(self) -> None:
        self._starts += 1
        self._set(ServiceState.RUNNING, instance=self._instance(), pid=1000 + self._starts)
        if self._dies_at_once is not None:
            # A moment later, as a process would: whoever watches sees it running first.
            asyncio.get_running_loop().call_soon(self.crash, *self._dies_at_once)

    def _instance(self) -> str:
        return f"memory-{self._starts}" if self._starts else ""

    def _set(self, state: ServiceState, **changes: object) -> None:
        cleared = {"exit_code": None, "pid": None, "message": "", "last_lines": (), "since": datetime.now(UTC)}
        self._status = replace(self._status, state=state, **{**cleared, **changes})  # type: ignore[arg-type]
        self._change.notify()
