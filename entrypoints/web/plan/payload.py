"""A plan, the best node and the balancing settings as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.settings.findings.lint import note_on
from proxlb_ui.domain.model.settings.values.fields import FieldKind, SettingsField, balancing_fields
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, SettingsFile
from proxlb_ui.domain.planner.plan import Move, NodeLoads, PlanWarning, Stay
from proxlb_ui.domain.planner.sentences import move_sentence, stay_sentence
from proxlb_ui.domain.use_cases.plan.preview_plan import BestNodePreview
from proxlb_ui.domain.use_cases.plan.report_plan import BalanceChange, PlannedNode, PlanReport, StayCount
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso
from proxlb_ui.entrypoints.web.kit.published import age_seconds
from proxlb_ui.entrypoints.web.plan.shapes import (
    BalancingKeyShape,
    BalancingShape,
    BestNodeShape,
    PlanBalanceShape,
    PlanLoadsShape,
    PlanMoveShape,
    PlanNodeShape,
    PlanShape,
    PlanShareShape,
    PlanStayShape,
    PlanWarningShape,
    SpreadShape,
    StayCountShape,
)


def plan_payload(report: PlanReport, now: datetime, *, stays: bool = True) -> PlanShape:
    """The whole answer; `stays` says whether the guests that stay are listed one by one."""
    preview = report.preview
    plan, balancing = preview.plan, preview.settings.balancing
    return {
        "as_of": iso(preview.snapshot.taken_at),
        "age_seconds": age_seconds(preview.snapshot.taken_at, now),
        "what_if": not preview.what_if.empty,
        "enabled": balancing.enable,
        "method": balancing.method.value,
        "mode": balancing.mode.value,
        "summary": report.summary,
        "trigger": plan.trigger.value,
        "triggers": [trigger.value for trigger in plan.triggers],
        "trigger_sentence": report.trigger_sentence,
        "balance": balance_payload(report.balance),
        "moves": [move_payload(move, balancing) for move in plan.moves],
        "stays": [stay_payload(stay, balancing) for stay in plan.stays] if stays else [],
        "stay_reasons": [_stay_count(one) for one in report.stay_counts],
        "nodes": nodes_payload(report.nodes),
        "best_node": plan.best_node,
        "hot_nodes": list(plan.nodes_under_pressure),
        "hot_guests": list(plan.guests_under_pressure),
        "warnings": warnings_payload(plan.warnings),
        "assumptions": list(preview.assumptions),
    }


def best_node_payload(preview: BestNodePreview, now: datetime) -> BestNodeShape:
    """The best node, with what it is best by and who says so."""
    answer = preview.answer
    return {
        "node": answer.node,
        "method": answer.method.value,
        "mode": answer.mode.value,
        "percent": figure(answer.percent, 2),
        "answered_by": "engine" if preview.by_engine else "planner",
        "sentence": answer.sentence,
        "as_of": iso(preview.as_of),
        "age_seconds": age_seconds(preview.as_of, now),
    }


def balancing_payload(file: SettingsFile, now: datetime) -> BalancingShape:
    """The balancing section key by key."""
    balancing = file.settings.balancing
    section = file.raw.get("balancing")
    present = section if isinstance(section, Mapping) else {}
    values = balancing.model_dump(mode="json")
    items: list[BalancingKeyShape] = [
        {
            "key": field.key,
            "title": field.declared.title,
            "help": field.declared.help,
            "kind": _kind(field),
            "value": values[field.key],
            "set": field.key in present,
            "default": field.default,
            "unit": field.declared.unit,
            "minimum": field.declared.minimum,
            "maximum": field.declared.maximum,
            "choices": list(field.choices),
            "optional": field.optional,
            "in_plan": field.declared.planned,
            "note": note_on(field.key, file.settings),
        }
        for field in balancing_fields()
    ]
    etag = f'"{file.digest}"'
    return {"path": file.path, "etag": etag, "items": items, "as_of": iso(now), "age_seconds": 0, "seq": 0}


def _kind(field: SettingsField) -> str:
    if field.kind is FieldKind.LIST:
        return "choices" if field.choices else "names"
    return "table" if field.kind in (FieldKind.MAP, FieldKind.SECTION) else field.kind.value


def move_payload(move: Move, balancing: Balancing) -> PlanMoveShape:
    """One move, with its reason in a sentence."""
    return {
        "vmid": move.vmid,
        "guest": move.guest,
        "type": move.kind.value,
        "source": move.source,
        "target": move.target,
        "reason": move.reason.value,
        "sentence": move_sentence(move, balancing),
        "memory_bytes": figure(move.memory_bytes),
    }


def stay_payload(stay: Stay, balancing: Balancing) -> PlanStayShape:
    """One guest that stays, with its reason in a sentence."""
    return {
        "vmid": stay.vmid,
        "guest": stay.guest,
        "type": stay.kind.value,
        "node": stay.node,
        "reason": stay.reason.value,
        "sentence": stay_sentence(stay, balancing),
        "target": stay.target,
    }


def _stay_count(one: StayCount) -> StayCountShape:
    return {"reason": one.reason.value, "title": one.title, "count": one.count}


def balance_payload(change: BalanceChange) -> PlanBalanceShape:
    """How far the nodes are apart, before and after."""
    return {
        "before": spread_payload(change.before) if change.before else None,
        "after": spread_payload(change.after) if change.after else None,
        "allowed_percent": change.allowed_percent,
        "threshold_percent": change.threshold_percent,
        "explanation": change.explanation,
    }


def spread_payload(found: Spread | None) -> SpreadShape:
    """The extremes in percent, and the score."""
    return {
        "spread_percent": figure(found.percent, 2) if found else None,
        "highest": found.highest if found else None,
        "highest_percent": figure(found.highest_percent, 2) if found else None,
        "lowest": found.lowest if found else None,
        "lowest_percent": figure(found.lowest_percent, 2) if found else None,
        "score": figure(found.score, 1) if found else None,
    }


def warnings_payload(warnings: Sequence[PlanWarning]) -> list[PlanWarningShape]:
    """What can hurt."""
    return [
        {
            "code": one.kind.value,
            "message": one.message,
            "node": one.node,
            "guest": one.guest,
            "percent": figure(one.percent, 1),
        }
        for one in warnings
    ]


def nodes_payload(nodes: Iterable[PlannedNode]) -> list[PlanNodeShape]:
    """Every node's loads before and after."""
    return [
        {
            "name": node.name,
            "state": node.state.value,
            "before": _loads(node.before, node.guests_before) if node.before else None,
            "after": _loads(node.after, node.guests_after) if node.after else None,
        }
        for node in nodes
    ]


def _loads(node: NodeLoads, guests: int) -> PlanLoadsShape:
    shares: dict[Method, PlanShareShape] = {
        method: {
            "used_percent": figure(node.used_percents[method], 2),
            "assigned_percent": figure(node.assigned_percents[method], 2),
        }
        for method in Method
    }
    return {
        "cpu": shares[Method.CPU],
        "memory": shares[Method.MEMORY],
        "disk": shares[Method.DISK],
        "guests": guests,
    }
