"""An evacuation, and what was made of a node's change, as JSON."""

from datetime import datetime

from proxlb_ui.domain.model.nodes.change import Applied
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.evacuation import Leaving, Staying
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import EvacuationPreview
from proxlb_ui.domain.use_cases.plan.report_plan import PlanReport
from proxlb_ui.entrypoints.web.kit.encoding import iso
from proxlb_ui.entrypoints.web.kit.published import age_seconds
from proxlb_ui.entrypoints.web.nodes.shapes import AppliedShape, EvacuationShape, LeavingShape, StayingShape
from proxlb_ui.entrypoints.web.plan.payload import (
    balance_payload,
    move_payload,
    nodes_payload,
    stay_payload,
    warnings_payload,
)
from proxlb_ui.entrypoints.web.service.payload import task_payload


def evacuation_payload(found: EvacuationPreview, report: PlanReport, now: datetime) -> EvacuationShape:
    """The whole answer; report is that of the plan which empties the node."""
    preview, told = found.preview, found.evacuation
    balancing = preview.settings.balancing
    return {
        "node": told.node,
        "enabled": found.enabled,
        "as_of": iso(preview.snapshot.taken_at),
        "age_seconds": age_seconds(preview.snapshot.taken_at, now),
        "summary": found.summary,
        "etag": f'"{found.digest}"',
        "leaves": [_leaving(one, balancing) for one in told.leaves],
        "stays": [_staying(one, balancing) for one in told.stays],
        "others": [_leaving(one, balancing) for one in told.others],
        "nodes": nodes_payload(report.nodes),
        "warnings": warnings_payload(preview.plan.warnings),
        "assumptions": list(preview.assumptions),
        "still": list(found.still),
        "method": balancing.method.value,
        "mode": balancing.mode.value,
        "balance": balance_payload(report.balance),
    }


def applied_payload(applied: Applied) -> AppliedShape:
    """What was asked of the service after the save."""
    return {
        "action": applied.action.value if applied.action else None,
        "task": task_payload(applied.task) if applied.task else None,
        "message": applied.message,
        "hint": applied.hint,
    }


def _leaving(one: Leaving, balancing: Balancing) -> LeavingShape:
    return {**move_payload(one.move, balancing), "ha": one.ha, "notes": list(one.notes)}


def _staying(one: Staying, balancing: Balancing) -> StayingShape:
    return {**stay_payload(one.stay, balancing), "running": one.running, "remedy": one.remedy}
