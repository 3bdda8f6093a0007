"""The one unit this program may touch."""

import asyncio
from collections import OrderedDict

from dbus_fast import Message
from proxlb_ui.adapters.systemd_unit.dbus.bus import DAEMON, DAEMON_PATH, MANAGER, MANAGER_PATH, SYSTEMD, SystemBus
from proxlb_ui.adapters.systemd_unit.dbus.errors import (
    POLKIT,
    CallFailed,
    bus_gone,
    not_allowed,
    polkit_missing,
    translated,
)
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts, facts_in, not_proxlb
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.errors import NotFound, ProxlbUiError, TimedOut
from proxlb_ui.domain.model.service.service import ServiceAction

PROPERTIES = "org.freedesktop.DBus.Properties"
JOB_SECONDS = 120.0
REMEMBERED_JOBS = 50
CONDITION = "condition"

_METHODS = {
    ServiceAction.START: "StartUnit",
    ServiceAction.STOP: "StopUnit",
    ServiceAction.RESTART: "RestartUnit",
    ServiceAction.RELOAD: "ReloadUnit",
}
# systemd itself always turns these ways down, but only after polkit has had its say.
_FUTILE_MODES = {ServiceAction.START: "triggering"}
_FUTILE_MODE = "isolate"
_RULES = (
    f"type='signal',sender='{SYSTEMD}',path='{MANAGER_PATH}',interface='{MANAGER}',member='JobRemoved'",
    f"type='signal',sender='{SYSTEMD}',path='{MANAGER_PATH}',interface='{MANAGER}',member='Reloading'",
    f"type='signal',sender='{DAEMON}',member='NameOwnerChanged',arg0='{POLKIT}'",
    f"type='signal',interface='{POLKIT}.Authority',member='Changed'",
)


class SystemdUnit:
    """Calls to systemd about the unit of one name, and a change whenever something about it may have changed."""

    def __init__(self, name: str, address: str | None = None) -> None:
        self.name = name
        self.change = Change()
        self.permissions = Change()
        self._bus = SystemBus(self._heard, address)
        self._results: OrderedDict[str, str] = OrderedDict()
        self._job_ended = Change()
        self._losses = 0
        self._id = name
        self._condition_met = True

    async def facts(self) -> UnitFacts:
        """The unit as it is now; one that is not installed has a load state that says so."""
        try:
            for rule in _RULES:
                await self._bus.listen(rule)
            path = (await self._bus.call("LoadUnit", self.name, signature="s"))[0]
            await self._bus.listen(f"type='signal',sender='{SYSTEMD}',path='{path}',interface='{PROPERTIES}'")
            unit, service = await asyncio.gather(self._properties(path, "Unit"), self._properties(path, "Service"))
        except CallFailed as failure:
            raise translated(failure, self.name) from failure
        facts = facts_in(unit, service)
        self._id = facts.id
        return facts

    async def proxlb(self) -> UnitFacts:
        """The same; raises NotFound when the unit is not installed or does not run ProxLB."""
        facts = await self.facts()
        if (problem := not_proxlb(facts, self.name)) is not None:
            raise NotFound(*problem)
        return facts

    async def perform(self, action: ServiceAction) -> str:
        """Ask for a job and wait for its end: systemd's word for how it ended, or that a condition was not met."""
        losses, self._condition_met = self._losses, True
        try:
            job = (await self._bus.call(_METHODS[action], self.name, "replace", signature="ss"))[0]
        except CallFailed as failure:
            raise await self._explained(action, failure) from failure
        try:
            async with asyncio.timeout(JOB_SECONDS):
                while job not in self._results:
                    seen = self._job_ended.count
                    if self._losses != losses:
                        raise bus_gone(f"the connection broke before systemd said how the {action} went")
                    await self._job_ended.wait(seen)
        except TimeoutError as exc:
            message = f"systemd has not finished the {action} of {self.name} within {JOB_SECONDS:.0f} seconds."
            raise TimedOut(message, f"Run: systemctl list-jobs; systemctl status {self.name}") from exc
        # A unit whose condition is not met is forgotten at once; only the signal before the job's end tells it.
        result = self._results[job]
        return CONDITION if result == "done" and not self._condition_met else result

    async def refusal(self, action: ServiceAction) -> str:
        """Why polkit would not let us, or nothing; asking has no effect."""
        try:
            mode = _FUTILE_MODES.get(action, _FUTILE_MODE)
            await self._bus.call(_METHODS[action], self.name, mode, signature="ss")
        except CallFailed as failure:
            if failure.refused or "polkit" in failure.text:
                return (await self._explained(action, failure)).message
        return ""

    async def close(self) -> None:
        await self._bus.close()

    async def _properties(self, path: str, kind: str) -> dict[str, object]:
        found = await self._bus.call("GetAll", f"{SYSTEMD}.{kind}", path=path, interface=PROPERTIES, signature="s")
        return dict(found[0])

    async def _explained(self, action: ServiceAction, failure: CallFailed) -> ProxlbUiError:
        # Without polkit systemd passes on whatever went wrong when D-Bus tried to start it.
        if (failure.refused or "polkit" in failure.text) and not await self._polkit_runs():
            return polkit_missing()
        return not_allowed(action, self.name) if failure.refused else translated(failure, self.name)

    async def _polkit_runs(self) -> bool:
        try:
            answer = await self._bus.call(
                "NameHasOwner", POLKIT, to=DAEMON, path=DAEMON_PATH, interface=DAEMON, signature="s"
            )
        except CallFailed:
            return False
        return bool(answer[0])

    def _heard(self, message: Message | None) -> None:
        if message is None:
            self._losses += 1
            self._job_ended.notify()
        elif message.member == "JobRemoved":
            _, job, unit, result = message.body
            if unit not in (self.name, self._id):
                return
            self._results[job] = result
            while len(self._results) > REMEMBERED_JOBS:
                self._results.popitem(last=False)
            self._job_ended.notify()
        elif message.member == "Changed" or (message.member == "NameOwnerChanged" and message.body[2]):
            # polkit has read its rules again, or has come.
            self.permissions.notify()
        elif message.member == "PropertiesChanged" and "ConditionResult" in message.body[1]:
            self._condition_met = bool(message.body[1]["ConditionResult"].value)
        self.change.notify()
