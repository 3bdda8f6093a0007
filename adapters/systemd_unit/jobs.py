"""How systemd says that a job has ended, as sentences."""

from adapters.systemd_unit.facts import UnitFacts
from domain.errors import Conflict, ProxlbUiError, TimedOut, Unavailable
from domain.model.service import ServiceAction

_STARTS = (ServiceAction.START, ServiceAction.RESTART)


def problem_with(action: ServiceAction, result: str, facts: UnitFacts, why: str, hint: str) -> ProxlbUiError | None:
    """What to raise when the job did not do what was asked; why and hint are what the unit's state tells."""
    unit = facts.id
    match result:
        case "done":
            return _skipped_silently(action, facts)
        case "canceled":
            message = f"systemd called off the {action}: another request, or a shutdown, took its place."
            return Conflict(message, "Look at ProxLB's state, and ask again if it is not what you want.")
        case "timeout":
            return TimedOut(f"systemd gave the {action} up: its job waited too long.", "Run: systemctl list-jobs")
        case "dependency":
            message = f"systemd did not {action} ProxLB, because something that {unit} needs did not start."
            return Unavailable(message, f"Run: systemctl list-dependencies {unit}")
        case "skipped":
            return Conflict(f"systemd skipped the {action}: it does not fit ProxLB's present state.", "Look at it.")
        case "failed" if action is ServiceAction.RELOAD:
            return Unavailable("The unit's ExecReload failed, so ProxLB has not read its settings again.", hint)
    return Unavailable(why or f"The {action} ended as {result!r}.", hint or f"Run: systemctl status {unit}")


def _skipped_silently(action: ServiceAction, facts: UnitFacts) -> ProxlbUiError | None:
    if action in _STARTS and facts.active_state == "inactive" and not facts.condition_met:
        hint = f"systemctl status {facts.id} says which Condition= is not met."
        return Conflict("systemd did not start ProxLB, because a condition of its unit is not met.", hint)
    return None
