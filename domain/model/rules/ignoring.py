"""The guests that ProxLB leaves alone."""

from collections.abc import Iterable

from proxlb_ui.domain.model.rules.rule import Rule, RuleKind


def ignored_guests(rules: Iterable[Rule]) -> frozenset[int]:
    """Everybody under a rule that says so."""
    return frozenset(vmid for rule in rules if rule.kind is RuleKind.IGNORE for vmid in rule.members)
