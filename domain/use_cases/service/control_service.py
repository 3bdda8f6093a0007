"""Following the service and acting on it, one action at a time."""

import asyncio
import uuid
from collections import OrderedDict
from contextlib import aclosing
from dataclasses import dataclass, replace

from proxlb_ui.domain.background import begin
from proxlb_ui.domain.backoff import Backoff
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import Conflict, Denied, NotFound, ProxlbUiError, TimedOut
from proxlb_ui.domain.model.service.action import ActionState, ActionTask
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceState, ServiceStatus
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.service_control import ServiceControl
from proxlb_ui.domain.use_cases.service.observe_effect import observe_effect

ACTION_BOUND_SECONDS = 60.0
REMEMBERED_TASKS = 50
RETRY_SECONDS = (0.5, 10.0)

_SEE_SERVICE_PAGE = "The page of the service lists what the cockpit may do here."
_PROGRESSIVE = {
    ServiceAction.START: "starting",
    ServiceAction.STOP: "stopping",
    ServiceAction.RESTART: "restarting",
    ServiceAction.RELOAD: "reloading",
}


@dataclass
class _Entry:
    """A task and the key its caller gave, so that a repeated request finds it again."""

    task: ActionTask
    key: str | None

    @property
    def ended(self) -> bool:
        return self.task.state in (ActionState.DONE, ActionState.FAILED)


class ControlService:
    """The service as last seen, and the actions asked of it."""

    def __init__(self, control: ServiceControl, clock: Clock, read_only: bool = False) -> None:
        self.change = Change()
        self._control = control
        self._clock = clock
        self._read_only = read_only
        self._status = ServiceStatus(ServiceState.UNKNOWN, runtime=RuntimeKind.UNKNOWN)
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._worker: asyncio.Task[None] | None = None

    @property
    def status(self) -> ServiceStatus:
        return self._status

    @property
    def task(self) -> ActionTask | None:
        """The latest action, whether it still runs or not."""
        return next(reversed(self._entries.values())).task if self._entries else None

    def refusal(self, action: ServiceAction) -> str | None:
        """Why the page should not offer the action now; None when it should."""
        return "This cockpit is read-only." if self._read_only else self._status.refusal(action)

    async def run(self) -> None:
        """Follow the service for ever; trouble becomes an unknown status that says why."""
        backoff = Backoff(*RETRY_SECONDS)
        while True:
            try:
                async with aclosing(self._control.watch()) as statuses:
                    async for status in statuses:
                        backoff.succeeded()
                        self._observe(status)
            except ProxlbUiError as error:
                self._observe(self._unknown(error))
            await self._clock.sleep(backoff.failed())

    def start(self, action: ServiceAction, key: str | None = None) -> ActionTask:
        """Begin an action; raises Denied, or Conflict while another one is under way."""
        if self._read_only:
            raise Denied(f"This cockpit is read-only and will not {action} ProxLB.", "Turn off PROXLB_UI_READ_ONLY.")
        if key is not None and (known := self._with_key(action, key)):
            return known.task
        if (running := self._running()) is not None:
            words = _PROGRESSIVE[running.task.action]
            raise Conflict(f"ProxLB is {words} already.", f"Wait for task {running.task.id} to end.")
        if (reason := self._status.refused.get(action)) is not None:
            raise Denied(reason, self._remedy(action))
        entry = _Entry(ActionTask(uuid.uuid4().hex, action, ActionState.ACCEPTED, self._clock.now()), key)
        self._remember(entry)
        self._worker = begin(self._carry_out(entry), f"{action} ProxLB")
        return entry.task

    def _remedy(self, action: ServiceAction) -> str:
        """What to do about a refusal: the status knows about its own state, not about what the runtime allows."""
        lasting = self._status.capabilities.get(Capability(action.value))
        return _SEE_SERVICE_PAGE if lasting else self._status.hint or _SEE_SERVICE_PAGE

    def find(self, task_id: str) -> ActionTask:
        if (entry := self._entries.get(task_id)) is None:
            raise NotFound(f"There is no action {task_id!r}.", f"The last {REMEMBERED_TASKS} actions are remembered.")
        return entry.task

    async def close(self) -> None:
        """End the action under way, if any; the service itself is left as it is."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait({self._worker})

    async def _carry_out(self, entry: _Entry) -> None:
        self._move(entry, state=ActionState.RUNNING)
        ended = ActionState.FAILED, "The action was interrupted before its effect was seen.", ""
        try:
            message = await self._bounded(entry.task.action)
            ended = ActionState.DONE, message, ""
        except ProxlbUiError as error:
            ended = ActionState.FAILED, error.message, error.hint
        finally:
            state, message, hint = ended
            self._move(entry, state=state, message=message, hint=hint, ended_at=self._clock.now())

    async def _bounded(self, action: ServiceAction) -> str:
        effect = asyncio.create_task(observe_effect(self._control, self._clock, action))
        bound = asyncio.create_task(self._clock.sleep(ACTION_BOUND_SECONDS))
        try:
            await asyncio.wait({effect, bound}, return_when=asyncio.FIRST_COMPLETED)
            if effect.done():
                return effect.result()
        finally:
            effect.cancel()
            bound.cancel()
            await asyncio.wait({effect, bound})
        raise TimedOut(
            f"ProxLB did not {action} within {ACTION_BOUND_SECONDS:.0f} seconds.", "Look at its state and log."
        )

    def _observe(self, status: ServiceStatus) -> None:
        if status != self._status:
            self._status = status
            self.change.notify()

    def _unknown(self, error: ProxlbUiError) -> ServiceStatus:
        last = self._status
        return ServiceStatus(
            ServiceState.UNKNOWN, last.runtime, version=last.version, message=error.message, hint=error.hint
        )

    def _move(self, entry: _Entry, **changes: object) -> None:
        entry.task = replace(entry.task, **changes)  # type: ignore[arg-type]
        self.change.notify()

    def _remember(self, entry: _Entry) -> None:
        self._entries[entry.task.id] = entry
        while len(self._entries) > REMEMBERED_TASKS:
            self._entries.popitem(last=False)
        self.change.notify()

    def _running(self) -> _Entry | None:
        return next((entry for entry in self._entries.values() if not entry.ended), None)

    def _with_key(self, action: ServiceAction, key: str) -> _Entry | None:
        matches = (entry for entry in self._entries.values() if entry.key == key and entry.task.action is action)
        return next(matches, None)
