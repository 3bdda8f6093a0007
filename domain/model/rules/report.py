"""All rules of a cluster with what is to be said about them, made once per snapshot."""

from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.compliance import ComplianceCheck
from proxlb_ui.domain.model.rules.conflicts.conflict import RuleConflict
from proxlb_ui.domain.model.rules.conflicts.naming import balancer_conflicts, name_conflicts
from proxlb_ui.domain.model.rules.conflicts.near_miss import near_misses
from proxlb_ui.domain.model.rules.conflicts.one_name import one_name_conflicts
from proxlb_ui.domain.model.rules.conflicts.pinning import pin_conflicts
from proxlb_ui.domain.model.rules.conflicts.togetherness import group_conflicts
from proxlb_ui.domain.model.rules.context import RuleContext, rule_context
from proxlb_ui.domain.model.rules.declared import declared_rules
from proxlb_ui.domain.model.rules.judging import Judge
from proxlb_ui.domain.model.rules.pins import pins_of
from proxlb_ui.domain.model.rules.rule import JudgedRule


@dataclass(frozen=True, slots=True)
class RuleReport:
    """The rules, the conflicts (serious ones first), and what both were judged against."""

    context: RuleContext
    rules: tuple[JudgedRule, ...]
    conflicts: tuple[RuleConflict, ...]

    @property
    def named_guests(self) -> tuple[int, ...]:
        """The VMIDs that rules and conflicts name, each once and in order."""
        named = {vmid for judged in self.rules for vmid in judged.rule.members}
        named.update(vmid for conflict in self.conflicts for vmid in conflict.guests)
        return tuple(sorted(named))


def rule_report(view: ClusterView, now: datetime) -> RuleReport | None:
    """The report on the last snapshot, or None before the first; now is the local time ProxLB would see."""
    if view.snapshot is None:
        return None
    settings = view.settings.settings if view.settings else None
    return report_on(rule_context(view.snapshot, view.facts, settings, now, view.ha_rules))


def report_on(context: RuleContext) -> RuleReport:
    """Judge every declared rule and look for every kind of conflict."""
    rules = declared_rules(context)
    pins = pins_of(context, rules)
    found = [
        *balancer_conflicts(context),
        *group_conflicts(context, rules, pins),
        *one_name_conflicts(context, rules),
        *pin_conflicts(context, rules, pins),
        *near_misses(context),
        *name_conflicts(context, rules),
    ]
    judge, compliance = Judge(context, pins, found), ComplianceCheck(context, rules)
    judged = []
    for rule in rules:
        finding = judge.judge(rule)
        judged.append(JudgedRule(rule, finding, compliance.of(rule, finding)))
    conflicts = sorted(found, key=lambda one: not one.serious)
    return RuleReport(context, tuple(judged), tuple(conflicts))
