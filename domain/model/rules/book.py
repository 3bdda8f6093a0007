"""All rules of a cluster with what is to be said about them, made once per snapshot."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.cluster_view import ClusterView
from domain.model.rules.conflict import Conflict
from domain.model.rules.following import Follower
from domain.model.rules.judging import Judge
from domain.model.rules.naming import balancer_conflicts, name_conflicts
from domain.model.rules.near_miss import near_misses
from domain.model.rules.pinning import pin_conflicts
from domain.model.rules.pins import pins_of
from domain.model.rules.rule import JudgedRule
from domain.model.rules.scene import Scene, scene_of
from domain.model.rules.togetherness import group_conflicts
from domain.model.rules.written import written_rules


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules, the conflicts (serious ones first), and what both were judged against."""

    scene: Scene
    rules: tuple[JudgedRule, ...]
    conflicts: tuple[Conflict, ...]


def rule_book(view: ClusterView, now: datetime) -> RuleBook | None:
    """The book of the last snapshot, or None before the first; now is the local time ProxLB would see."""
    if view.snapshot is None:
        return None
    settings = view.settings.settings if view.settings else None
    return open_book(scene_of(view.snapshot, view.facts, settings, now, view.ha_rules))


def open_book(scene: Scene) -> RuleBook:
    """The book of one scene."""
    rules = written_rules(scene)
    pins = pins_of(scene, rules)
    found = [
        *balancer_conflicts(scene),
        *group_conflicts(scene, rules, pins),
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
