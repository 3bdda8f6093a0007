"""The service, its schedule and actions on it as JSON."""

from collections.abc import Callable

from proxlb_ui.domain.model.service.action import ActionTask
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.service.service import Capability, ServiceAction, ServiceStatus
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.service.shapes import ActionTaskShape, ScheduleShape, ServiceShape


def service_payload(
    status: ServiceStatus,
    refusal: Callable[[ServiceAction], str | None],
    task: ActionTask | None,
    activity: Activity,
) -> ServiceShape:
    """How the service stands and what may be done with it."""
    return {
        "runtime": status.runtime,
        "state": status.state.value,
        "since": iso(status.since),
        "version": status.version,
        "pid": status.pid,
        "exit_code": status.exit_code,
        "message": status.message,
        "hint": status.hint,
        "last_lines": list(status.last_lines),
        "actions": [
            {"action": action.value, "allowed": reason is None, "reason": reason or ""}
            for action in ServiceAction
            for reason in (refusal(action),)
        ],
        "details": [{"name": name, "value": value} for name, value in status.details],
        "capabilities": [
            {"name": capability.value, "allowed": not reason, "reason": reason}
            for capability, reason in sorted(
                status.capabilities.items(), key=lambda one: list(Capability).index(one[0])
            )
        ],
        "schedule": schedule_payload(activity),
        "task": task_payload(task) if task else None,
    }


def schedule_payload(activity: Activity) -> ScheduleShape:
    """When ProxLB last ran and runs next."""
    result = {None: None, True: "failures", False: "ok"}[activity.last_failed]
    return {
        "last_run_ended_at": iso(activity.last_run_ended_at),
        "next_run_at": iso(activity.next_run_at),
        "running": activity.running,
        "run_started_at": iso(activity.run_started_at),
        "last_result": result,
    }


def task_payload(task: ActionTask) -> ActionTaskShape:
    """One action, as far as it got."""
    return {
        "id": task.id,
        "action": task.action.value,
        "state": task.state.value,
        "started_at": iso(task.started_at),
        "ended_at": iso(task.ended_at),
        "message": task.message,
        "hint": task.hint,
    }
