"""A plan, the best node and the balancing settings as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from proxlb_ui.domain.model.cluster.maintenance import is_ignored
from proxlb_ui.domain.model.settings.values.balancing import KEYS, note_on
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, SettingsFile
from proxlb_ui.domain.planner.compared import compared, explain, summary, trigger_sentence
from proxlb_ui.domain.planner.plan import Move, NodeLoads, Plan, PlanWarning, Stay
from proxlb_ui.domain.planner.sentences import STAY_TITLES, move_sentence, stay_sentence
from proxlb_ui.domain.planner.steps.balance_check import threshold
from proxlb_ui.domain.use_cases.plan.preview_plan import BestNodePreview, Preview
from proxlb_ui.entrypoints.web.cluster.overview import spread_payload
from proxlb_ui.entrypoints.web.kit.encoding import figure, iso
from proxlb_ui.entrypoints.web.live.published import age_seconds

Row = dict[str, Any]


def plan_payload(preview: Preview, now: datetime, *, stays: bool = True) -> Row:
    """The whole answer; `stays` says whether the guests that stay are listed one by one."""
    plan, balancing = preview.plan, preview.settings.balancing
    return {
        "as_of": iso(preview.snapshot.taken_at),
        "age_seconds": age_seconds(preview.snapshot.taken_at, now),
        "what_if": not preview.what_if.empty,
        "enabled": balancing.enable,
        "method": balancing.method.value,
        "mode": balancing.mode.value,
        "summary": summary(plan, balancing),
        "trigger": plan.trigger.value,
        "triggers": [trigger.value for trigger in plan.triggers],
        "trigger_sentence": trigger_sentence(plan, balancing),
        "balance": balance_payload(plan, balancing),
        "moves": [move_payload(move, balancing) for move in plan.moves],
        "stays": [stay_payload(stay, balancing) for stay in plan.stays] if stays else [],
        "stay_reasons": _stay_reasons(plan.stays),
        "nodes": nodes_payload(preview),
        "best_node": plan.best_node,
        "hot_nodes": list(plan.nodes_under_pressure),
        "hot_guests": list(plan.guests_under_pressure),
        "warnings": warnings_payload(plan.warnings),
        "assumptions": list(preview.assumptions),
    }


def whys(preview: Preview) -> Mapping[int, Row]:
    """By VMID, what would happen to each guest and why."""
    balancing = preview.settings.balancing
    found = {stay.vmid: _why("stay", stay.reason, stay_sentence(stay, balancing)) for stay in preview.plan.stays}
    for move in preview.plan.moves:
        found[move.vmid] = _why("move", move.reason, move_sentence(move, balancing), move.target)
    return found


def best_node_payload(preview: BestNodePreview, now: datetime) -> Row:
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


def balancing_payload(file: SettingsFile, now: datetime) -> Row:
    """The balancing section key by key."""
    balancing = file.settings.balancing
    section = file.raw.get("balancing")
    present = section if isinstance(section, Mapping) else {}
    values = balancing.model_dump(mode="json")
    items = [
        {
            "key": key.key,
            "title": key.title,
            "help": key.help,
            "kind": key.kind.value,
            "value": values[key.key],
            "set": key.key in present,
            "default": key.default,
            "unit": key.unit,
            "minimum": key.minimum,
            "maximum": key.maximum,
            "choices": list(key.choices),
            "optional": key.optional,
            "in_plan": key.in_plan,
            "note": note_on(key.key, balancing),
        }
        for key in KEYS
    ]
    etag = f'"{file.digest}"'
    return {"path": file.path, "etag": etag, "items": items, "as_of": iso(now), "age_seconds": 0, "seq": 0}


def _why(would: str, reason: str, sentence: str, target: str | None = None) -> Row:
    return {"would": would, "reason": str(reason), "sentence": sentence, "target": target}


def move_payload(move: Move, balancing: Balancing) -> Row:
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


def stay_payload(stay: Stay, balancing: Balancing) -> Row:
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


def _stay_reasons(stays: Sequence[Stay]) -> list[Row]:
    counted = Counter(stay.reason for stay in stays)
    return [
        {"reason": reason.value, "title": STAY_TITLES[reason], "count": count}
        for reason, count in counted.most_common()
    ]


def balance_payload(plan: Plan, balancing: Balancing) -> Row:
    """How far the nodes are apart, before and after."""
    return {
        "before": _extremes(plan.before, balancing),
        "after": _extremes(plan.after, balancing),
        "allowed_percent": balancing.balanciness,
        "threshold_percent": threshold(balancing) or None,
        "explanation": explain(balancing.method, balancing.mode, balancing),
    }


def _extremes(nodes: Sequence[NodeLoads], balancing: Balancing) -> Row | None:
    found = compared(nodes, balancing)
    return spread_payload(found) if found else None


def warnings_payload(warnings: Sequence[PlanWarning]) -> list[Row]:
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


def nodes_payload(preview: Preview) -> list[Row]:
    """Every node's loads before and after."""
    plan, settings = preview.plan, preview.settings
    before = {node.name: node for node in plan.before}
    after = {node.name: node for node in plan.after}
    here = Counter(guest.node for guest in preview.snapshot.guests if guest.running)
    change = Counter(move.target for move in plan.moves)
    change.subtract(move.source for move in plan.moves)
    rows = []
    for node in preview.snapshot.nodes:
        seen = before.get(node.name)
        state = "ignored" if is_ignored(node, settings) else "offline"
        if seen is not None:
            state = "maintenance" if seen.maintenance else "online"
        guests = here[node.name]
        rows.append(
            {
                "name": node.name,
                "state": state,
                "before": _loads(seen, guests) if seen else None,
                "after": _loads(after[node.name], guests + change[node.name]) if seen else None,
            }
        )
    return rows


def _loads(node: NodeLoads, guests: int) -> Row:
    percents = {
        method.value: {
            "used_percent": figure(node.used_percents[method], 2),
            "assigned_percent": figure(node.assigned_percents[method], 2),
        }
        for method in Method
    }
    return {**percents, "guests": guests}
