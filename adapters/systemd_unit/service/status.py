"""How a unit's state reads as the state of the service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from proxlb_ui.adapters.systemd_unit.dbus.errors import masked
from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts, not_proxlb
from proxlb_ui.domain.model.log.failure_lines import ending
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState

# Until ProxLB has installed its signal handlers a SIGHUP would kill it.
STARTING = timedelta(seconds=2)
# A unit that is up at once should not take longer; after that a person wants to know what it waits for.
PATIENCE = timedelta(seconds=10)

_LOOK = "Look at the log, correct the cause and start ProxLB again."
_STARTS = (ServiceAction.START, ServiceAction.RESTART)


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """State and sentence; failed_run says that the log's last words explain it.

    next_look is when the passing of time alone changes it.
    """

    state: ServiceState
    message: str = ""
    hint: str = ""
    failed_run: bool = False
    refused: Mapping[ServiceAction, str] = field(default_factory=dict)
    next_look: timedelta | None = None


def verdict_on(facts: UnitFacts, name: str, now: datetime) -> UnitVerdict:
    """The service's state, and what a person should know about it."""
    if (problem := not_proxlb(facts, name)) is not None:
        return UnitVerdict(ServiceState.UNKNOWN, *problem, refused=dict.fromkeys(ServiceAction, problem[0]))
    verdict = _by_activity(facts, name, now)
    if facts.load_state == "masked":
        sentence = masked(name)
        if verdict.state in (ServiceState.STOPPED, ServiceState.FAILED):
            refused = dict.fromkeys(_STARTS, sentence.message)
            return UnitVerdict(verdict.state, sentence.message, sentence.hint, refused=refused)
    return verdict


def _by_activity(facts: UnitFacts, name: str, now: datetime) -> UnitVerdict:
    match facts.active_state:
        case "active" | "reloading" | "refreshing":
            return _active(facts, name, now)
        case "activating" if facts.sub_state.startswith("auto-restart"):
            return _looping(facts)
        case "activating":
            return _activating(facts, name, now)
        case "deactivating":
            return UnitVerdict(ServiceState.STOPPING)
        case "failed":
            return _failed(facts, name)
        case "inactive":
            return _inactive(facts)
        case "maintenance":
            return UnitVerdict(ServiceState.STOPPED, "systemd is cleaning up after ProxLB.", "Wait a moment.")
    return UnitVerdict(ServiceState.UNKNOWN, f"systemd calls the unit's state {facts.active_state!r}.")


def _active(facts: UnitFacts, name: str, now: datetime) -> UnitVerdict:
    if facts.sub_state == "exited":
        return UnitVerdict(ServiceState.STOPPED, "ProxLB ended by itself after its run; systemd still calls it active.")
    age = now - facts.started_at if facts.started_at else STARTING
    refused = {} if facts.can_reload else {ServiceAction.RELOAD: f"The unit {name} has no ExecReload."}
    if timedelta(0) <= age < STARTING:
        return UnitVerdict(ServiceState.STARTING, refused=refused, next_look=STARTING - age)
    if facts.outdated:
        message = f"The file of {name} has changed since systemd read it."
        return UnitVerdict(ServiceState.RUNNING, message, "Run: systemctl daemon-reload", refused=refused)
    return UnitVerdict(ServiceState.RUNNING, refused=refused)


def _activating(facts: UnitFacts, name: str, now: datetime) -> UnitVerdict:
    age = now - facts.changed_at if facts.changed_at else timedelta(0)
    if age < PATIENCE:
        return UnitVerdict(ServiceState.STARTING, next_look=PATIENCE - age)
    waits = {
        "start-pre": "for a command that runs before ProxLB (ExecStartPre) to end",
        "start-post": "for a command that runs after ProxLB's start (ExecStartPost) to end",
        "start": "for ProxLB to say that it is ready, which it never does: the unit needs Type=simple or Type=exec",
    }
    what = waits.get(facts.sub_state, f"in its state {facts.sub_state!r}")
    return UnitVerdict(
        ServiceState.STARTING, f"systemd is still starting {name} and waits {what}.", "Stop it, or wait."
    )


def _looping(facts: UnitFacts) -> UnitVerdict:
    times = "once" if facts.restarts == 1 else f"{facts.restarts} times"
    refused = {ServiceAction.START: "systemd is about to start ProxLB again already."}
    if facts.result == "success":
        message = f"ProxLB ends after each run, and systemd has started it again {times}."
        hint = "Turn on service.daemon, or each start is a whole run with migrations."
        return UnitVerdict(ServiceState.FAILED, message, hint, refused=refused)
    message = f"ProxLB ends right after its start, and systemd has restarted it {times}"
    hint = "Correct what its log complains about, or stop it."
    return UnitVerdict(ServiceState.FAILED, message, hint, failed_run=True, refused=refused)


def _failed(facts: UnitFacts, name: str) -> UnitVerdict:
    match facts.result:
        case "start-limit-hit":
            message = "ProxLB was started too often in a short time, so systemd has stopped trying"
            hint = f"Correct what its log complains about, then run: systemctl reset-failed {name}"
            return UnitVerdict(ServiceState.FAILED, message, hint, failed_run=True)
        case "oom-kill":
            message = "ProxLB was killed because there was no memory left."
            return UnitVerdict(ServiceState.FAILED, message, "Give it more (MemoryMax= of its unit), and start it.")
        case "timeout" if facts.exit_code is None or not facts.ended_at:
            message = "ProxLB was not up in the time its unit gives it (TimeoutStartSec), so systemd ended it."
            return UnitVerdict(ServiceState.FAILED, message, _LOOK, failed_run=False)
        case "timeout":
            message = "ProxLB did not start or end in the time its unit gives it, so systemd ended it"
            return UnitVerdict(ServiceState.FAILED, message, _LOOK, failed_run=True)
        case "resources":
            message = "systemd could not start ProxLB: something its unit names is missing or not allowed."
            return UnitVerdict(ServiceState.FAILED, message, f"Run: systemctl status {name}")
        case "exec-condition" | "protocol" | "watchdog":
            return UnitVerdict(ServiceState.FAILED, f"ProxLB failed: {facts.result}", _LOOK, failed_run=True)
    message = f"ProxLB ended with {ending(facts.exit_code)}" if facts.exit_code is not None else "ProxLB failed"
    if (setup := _SETUP.get(facts.exit_code or 0)) is not None:
        message = f"systemd could not start ProxLB: {setup}."
        return UnitVerdict(ServiceState.FAILED, message, f"Run: systemctl status {name}")
    return UnitVerdict(ServiceState.FAILED, message, _LOOK, failed_run=True)


# systemd's own exit codes for what it could not do before the program ran.
_SETUP = {
    200: "its working directory cannot be entered",
    203: "the program in its ExecStart is missing or cannot be executed",
    216: "its group does not exist",
    217: "its user does not exist",
    226: "its private view of the file system could not be made",
}


def _inactive(facts: UnitFacts) -> UnitVerdict:
    if facts.exit_code == 0 and facts.ended_at:
        message = "ProxLB ended by itself after its run, with exit code 0."
        return UnitVerdict(ServiceState.STOPPED, message, "With service.daemon turned on it keeps running.")
    if facts.exit_code is not None and facts.exit_code < 0 and facts.ended_at:
        return UnitVerdict(ServiceState.STOPPED, f"ProxLB was ended by {ending(facts.exit_code)}.")
    return UnitVerdict(ServiceState.STOPPED)
