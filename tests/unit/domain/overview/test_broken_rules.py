"""A rule that is red on the Rules page is on the overview, too."""

from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.overview.broken_rules import broken_rules
from proxlb_ui.domain.model.rules.context import rule_context
from proxlb_ui.domain.model.rules.report import RuleReport, report_on

from tests.unit.domain.examples import NOON, guest, node, settings, snapshot

DB, WEB = "plb_anti_affinity_db", "plb_affinity_web"
NODES = [node("pve1"), node("pve2"), node("pve3")]


def book(*guests: object, rules: tuple[HaRule, ...] = (), version: str = "9.1", **balancing: object) -> RuleReport:
    section = {"enable": True, "balance_types": ["vm"], **balancing}
    seen = snapshot(NODES, guests)  # type: ignore[arg-type]
    return report_on(rule_context(seen, ClusterFacts(version=version), settings(balancing=section), NOON, rules))


def test_rules_that_hold_are_no_matter() -> None:
    assert broken_rules(book(guest(1, tags=(DB,)), guest(2, "pve2", tags=(DB,))).rules) == ()


def test_a_broken_rule_is_a_warning_with_its_guests_and_nodes() -> None:
    """P18"""
    (found,) = broken_rules(book(guest(1, tags=(DB,)), guest(2, tags=(DB,))).rules)
    assert (found.code, found.severity) == ("rule-broken-anti-affinity", "warning")
    assert found.title == "Guests that belong apart are together"
    assert found.detail == f"{DB}: vm1, vm2 share pve1."
    assert found.link.startswith("#/rules")


def test_each_kind_has_one_warning_that_counts_the_rest() -> None:
    """P18"""
    pairs = [guest(at, f"pve{1 + at % 2}", tags=(f"{WEB}{at // 2}",)) for at in range(2, 6)]
    found = broken_rules(book(*pairs, guest(9, tags=("plb_pin_pve3",))).rules)
    assert [one.code for one in found] == ["rule-broken-affinity", "rule-broken-pin"]
    assert found[0].detail.endswith(" And 1 rule more.")


def test_what_proxlb_does_not_follow_is_serious() -> None:
    """P18: nothing will mend it."""
    pools = {"dev/sub": {"type": "anti-affinity"}}
    guests = [guest(1, tags=(WEB,)), guest(2, "pve2", tags=(WEB,)), guest(3, pool="dev/sub"), guest(4, pool="dev/sub")]
    found = broken_rules(book(*guests, pools=pools).rules)
    assert [(one.code, one.severity) for one in found] == [
        ("rule-broken-anti-affinity", "serious"),
        ("rule-broken-affinity", "warning"),
    ]
    assert found[0].detail.startswith("The pool dev/sub: vm3, vm4 share pve1.")
    assert found[0].hint.startswith("ProxLB does not mend it. ProxLB cannot read a pool within a pool")
    ha = (HaRule("apart", HaRuleKind.APART, (1, 2)),)
    (old,) = broken_rules(book(guest(1), guest(2), rules=ha, version="8.4").rules)
    assert (old.severity, old.detail) == ("serious", "The HA rule apart: vm1, vm2 share pve1.")
