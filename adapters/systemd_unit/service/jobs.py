"""How systemd says that a job has ended, as sentences."""

from proxlb_ui.adapters.systemd_unit.dbus.facts import UnitFacts
from proxlb_ui.domain.errors import Conflict, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.domain.model.service.service import ServiceAction


def problem_with(
    action: ServiceAction, result: str, before: UnitFacts, after: UnitFacts, why: str, hint: str
) -> ProxlbUiError | None:
    """What to raise when the job did not do what was asked; why and hint are what the unit's state tells."""
    unit = after.id
    match result:
        case "done":
            return None
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
        case "assert" | "condition":
            message = "systemd did not start ProxLB, because a condition of its unit is not met."
            return Conflict(message, f"systemctl cat {unit} shows its Condition= and Assert= lines.")
        case "failed" if action is ServiceAction.RELOAD:
            return Unavailable("The unit's ExecReload failed, so ProxLB has not read its settings again.", hint)
        case "failed" if _nothing_ran(before, after):
            message = "ProxLB was started too often in a short time, so systemd does not try again for a while."
            return Unavailable(
                message, f"Correct what its log complains about, then run: systemctl reset-failed {unit}"
            )
    return Unavailable(why or f"The {action} ended as {result!r}.", hint or f"Run: systemctl status {unit}")


def _nothing_ran(before: UnitFacts, after: UnitFacts) -> bool:
    # The result that is shown is still that of the last run.
    return before.active_state == "failed" and (before.invocation, before.ended_at) == (
        after.invocation,
        after.ended_at,
    )
