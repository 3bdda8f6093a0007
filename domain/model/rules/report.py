"""All rules of a cluster with what is to be said about them, made once per snapshot."""

from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.compliance import Follower
from proxlb_ui.domain.model.rules.conflicts.conflict import Conflict
from proxlb_ui.domain.model.rules.conflicts.naming import balancer_conflicts, name_conflicts
from proxlb_ui.domain.model.rules.conflicts.near_miss import near_misses
from proxlb_ui.domain.model.rules.conflicts.one_name import one_name_conflicts
from proxlb_ui.domain.model.rules.conflicts.pinning import pin_conflicts
from proxlb_ui.domain.model.rules.conflicts.togetherness import group_conflicts
from proxlb_ui.domain.model.rules.context import Scene, scene_of
from proxlb_ui.domain.model.rules.declared import written_rules
from proxlb_ui.domain.model.rules.judging import Judge
from proxlb_ui.domain.model.rules.pins import pins_of
from proxlb_ui.domain.model.rules.rule import JudgedRule


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules, the conflicts (serious ones first), and what both were judged against."""

    scene: Scene
    rules: tuple[JudgedRule, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def named_guests(self) -> tuple[int, ...]:
        """The VMIDs that rules and conflicts name, each once and in order."""
        named = {vmid for judged in self.rules for vmid in judged.rule.members}
        named.update(vmid for conflict in self.conflicts for vmid in conflict.guests)
        return tuple(sorted(named))


def rule_book(view: ClusterView, now: datetime) -> RuleBook | None:
    """The report on the last snapshot, or None before the first; now is the local time ProxLB would see."""
    if view.snapshot is None:
        return None
    settings = view.settings.settings if view.settings else None
    return open_book(scene_of(view.snapshot, view.facts, settings, now, view.ha_rules))


def open_book(scene: Scene) -> RuleBook:
    """Judge every declared rule and look for every kind of conflict."""
    rules = written_rules(scene)
    pins = pins_of(scene, rules)
    found = [
        *balancer_conflicts(scene),
        *group_conflicts(scene, rules, pins),
        *one_name_conflicts(scene, rules),
        *pin_conflicts(scene, rules, pins),
        *near_misses(scene),
        *name_conflicts(scene, rules),
    ]
    judge, follower = Judge(scene, pins, found), Follower(scene, rules)
    judged = []
    for rule in rules:
        finding = judge.judge(rule)
        judged.append(JudgedRule(rule, finding, follower.obedience(rule, finding)))
    conflicts = sorted(found, key=lambda one: not one.serious)
    return RuleBook(scene, tuple(judged), tuple(conflicts))
