"""Rules and conflicts as one JSON document."""

from collections.abc import Iterable
from typing import Any

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.rules.conflicts.conflict import RuleConflict
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.report import RuleReport
from proxlb_ui.domain.model.rules.rule import JudgedRule


def rules_payload(report: RuleReport) -> dict[str, Any]:
    """The whole report; guests are told once, rules name them by VMID."""
    context = report.context
    named = {vmid for judged in report.rules for vmid in judged.rule.members}
    named.update(vmid for conflict in report.conflicts for vmid in conflict.guests)
    return {
        "nodes": [
            {"name": place.name, "usable": place.usable, "note": place.note} for place in context.places.values()
        ],
        "guests": _guests(context, named),
        "rules": [_rule(judged) for judged in report.rules],
        "unread": [origin.value for origin in context.unread],
        "conflicts": [_conflict(conflict) for conflict in report.conflicts],
    }


def _guests(context: RuleContext, vmids: Iterable[int]) -> dict[str, Any]:
    return {str(vmid): _guest(context, context.guests[vmid]) for vmid in sorted(vmids)}


def _guest(context: RuleContext, guest: Guest) -> dict[str, Any]:
    return {
        "name": guest.name,
        "type": guest.kind.value,
        "node": guest.node,
        "status": guest.status,
        "seen": context.sees(guest),
    }


def _rule(judged: JudgedRule) -> dict[str, Any]:
    rule, finding, compliance = judged.rule, judged.finding, judged.compliance
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "origin": rule.origin.value,
        "name": rule.name,
        "comment": rule.comment,
        "members": list(rule.members),
        "nodes": list(rule.nodes),
        "strict": rule.strict,
        "state": finding.state.value,
        "sentence": finding.sentence,
        "breaking_nodes": list(finding.nodes),
        "breaking_guests": list(finding.guests),
        "followed": compliance.followed.value,
        "notes": list(compliance.notes),
    }


def _conflict(conflict: RuleConflict) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "severity": "serious" if conflict.serious else "warning",
        "title": conflict.title,
        "cause": conflict.cause,
        "remedy": conflict.remedy,
        "guests": list(conflict.guests),
        "rules": list(conflict.rules),
        "commands": list(conflict.commands),
    }
