"""Rules and conflicts as one JSON document."""

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.rules.conflicts.conflict import RuleConflict
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.report import RuleReport
from proxlb_ui.domain.model.rules.rule import JudgedRule
from proxlb_ui.entrypoints.web.rules.shapes import ConflictShape, RuleBookShape, RuledGuestShape, RuleShape


def rules_payload(report: RuleReport) -> RuleBookShape:
    """The whole report; guests are told once, rules name them by VMID."""
    context = report.context
    return {
        "nodes": [
            {"name": place.name, "usable": place.usable, "note": place.note} for place in context.places.values()
        ],
        "guests": {str(vmid): _guest(context, context.guests[vmid]) for vmid in report.named_guests},
        "rules": [_rule(judged) for judged in report.rules],
        "unread": [origin.value for origin in context.unread],
        "conflicts": [_conflict(conflict) for conflict in report.conflicts],
    }


def _guest(context: RuleContext, guest: Guest) -> RuledGuestShape:
    return {
        "name": guest.name,
        "type": guest.kind.value,
        "node": guest.node,
        "status": guest.status,
        "seen": context.sees(guest),
    }


def _rule(judged: JudgedRule) -> RuleShape:
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


def _conflict(conflict: RuleConflict) -> ConflictShape:
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
