"""Rules and conflicts as one JSON document."""

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.rules.conflicts.conflict import Conflict
from proxlb_ui.domain.model.rules.context import Scene
from proxlb_ui.domain.model.rules.report import RuleBook
from proxlb_ui.domain.model.rules.rule import JudgedRule
from proxlb_ui.entrypoints.web.rules.shapes import ConflictShape, RuleBookShape, RuledGuestShape, RuleShape


def rules_payload(book: RuleBook) -> RuleBookShape:
    """The whole book; guests are told once, rules name them by VMID."""
    scene = book.scene
    return {
        "nodes": [{"name": place.name, "usable": place.usable, "note": place.note} for place in scene.places.values()],
        "guests": {str(vmid): _guest(scene, scene.guests[vmid]) for vmid in book.named_guests},
        "rules": [_rule(judged) for judged in book.rules],
        "unread": [origin.value for origin in scene.unread],
        "conflicts": [_conflict(conflict) for conflict in book.conflicts],
    }


def _guest(scene: Scene, guest: Guest) -> RuledGuestShape:
    return {
        "name": guest.name,
        "type": guest.kind.value,
        "node": guest.node,
        "status": guest.status,
        "seen": scene.sees(guest),
    }


def _rule(judged: JudgedRule) -> RuleShape:
    rule, finding, obedience = judged.rule, judged.finding, judged.obedience
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
        "followed": obedience.followed.value,
        "notes": list(obedience.notes),
    }


def _conflict(conflict: Conflict) -> ConflictShape:
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
