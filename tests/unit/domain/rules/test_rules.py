"""What rules are found, whether they hold, and what ProxLB makes of them."""

from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, NodeStatus
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.rules.context import rule_context
from proxlb_ui.domain.model.rules.report import RuleReport, report_on, rule_report
from proxlb_ui.domain.model.rules.rule import JudgedRule

from tests.unit.domain.examples import NOON, guest, node, settings, settings_file, snapshot, view

NODES = (node("pve1"), node("pve2"), node("pve3"))
WEB, DB = "plb_affinity_web", "plb_anti_affinity_db"


def report(
    *guests: Any, nodes: Any = NODES, ha: tuple[HaRule, ...] = (), version: str = "9.1", **sections: Any
) -> RuleReport:
    seen, facts = snapshot(nodes, guests), ClusterFacts(version=version, proxmox_balances=sections.pop("twice", False))
    return report_on(rule_context(seen, facts, settings(**sections), NOON, ha))


def rule(found: RuleReport, rule_id: str) -> JudgedRule:
    return {judged.rule.id: judged for judged in found.rules}[rule_id]


def balancing(**changes: Any) -> dict[str, Any]:
    return {"enable": True, "balance_types": ["vm", "ct"], **changes}


def test_guests_without_rules_have_none() -> None:
    assert report(guest(100, tags=("prod",), pool="office")).rules == ()


@pytest.mark.parametrize(
    ("places", "state", "sentence", "nodes", "guests"),
    [
        (("pve1", "pve1"), "satisfied", "Both are on pve1.", (), ()),
        (("pve1", "pve2"), "violated", "vm101 is on pve2, vm100 is on pve1.", ("pve2",), (101,)),
        (("pve2", "pve1", "pve2"), "violated", "vm101 is on pve1, the others are on pve2.", ("pve1",), (101,)),
        (("pve3",), "satisfied", "Only vm100 is running, so it holds.", (), ()),
    ],
)
def test_affinity(places: tuple[str, ...], state: str, sentence: str, nodes: Any, guests: Any) -> None:
    found = rule(report(*(guest(100 + at, on, tags=(WEB,)) for at, on in enumerate(places))), f"affinity/tag/{WEB}")
    assert found.rule.members == tuple(range(100, 100 + len(places)))
    finding = found.finding
    assert (finding.state, finding.sentence, finding.nodes, finding.guests) == (state, sentence, nodes, guests)


@pytest.mark.parametrize(
    ("places", "state", "sentence", "nodes", "guests"),
    [
        (("pve1", "pve2"), "satisfied", "Each of the 2 has a node of its own.", (), ()),
        (("pve1", "pve2", "pve1"), "violated", "vm100, vm102 share pve1.", ("pve1",), (100, 102)),
    ],
)
def test_anti_affinity(places: tuple[str, ...], state: str, sentence: str, nodes: Any, guests: Any) -> None:
    found = rule(report(*(guest(100 + at, on, tags=(DB,)) for at, on in enumerate(places))), f"anti-affinity/tag/{DB}")
    finding = found.finding
    assert (finding.state, finding.sentence, finding.nodes, finding.guests) == (state, sentence, nodes, guests)


def test_a_stopped_guest_breaks_nothing_and_is_told_as_unseen() -> None:
    found = rule(report(guest(1, tags=(WEB,)), guest(2, "pve2", tags=(WEB,), status="stopped")), f"affinity/tag/{WEB}")
    assert found.finding.state == "satisfied"
    assert found.compliance.notes == ("Not seen by ProxLB now: vm2.",)
    assert found.compliance.followed == "yes"


def test_a_pin_in_another_case_holds_and_one_that_does_not_says_where_the_guest_is() -> None:
    held = rule(report(guest(1, "pve2", tags=("plb_pin_PVE2",))), "pin/tag/plb_pin_PVE2")
    assert (held.finding.state, held.compliance.followed) == ("satisfied", "yes")
    broken = rule(report(guest(1, "pve1", tags=("plb_pin_pve2",))), "pin/tag/plb_pin_pve2")
    assert (broken.finding.state, broken.finding.sentence) == ("violated", "vm1 is on pve1, not on pve2.")
    assert "enforce_pinning" in broken.compliance.notes[0]


def test_two_pins_of_one_guest_are_one_list() -> None:
    found = report(guest(1, "pve2", tags=("plb_pin_pve1", "plb_pin_pve2")))
    assert {judged.finding.state for judged in found.rules} == {"satisfied"}
    assert found.conflicts == ()


def test_a_pool_gives_a_group_and_a_pin() -> None:
    pools = {"dev": {"type": "anti-affinity", "pin": ["pve2", "pve3"], "strict": False}}
    found = report(guest(1, "pve1", pool="dev"), guest(2, "pve1", pool="dev"), balancing=balancing(pools=pools))
    assert rule(found, "anti-affinity/pool/dev").finding.state == "violated"
    pin = rule(found, "pin/pool/dev")
    assert (pin.rule.nodes, pin.rule.strict, pin.finding.state) == (("pve2", "pve3"), False, "satisfied")
    assert "best node of all" in pin.compliance.notes[0]


def test_ignored_by_tag_and_by_name() -> None:
    found = report(guest(1, tags=("plb_ignore",)), guest(2, name="old"), balancing=balancing(ignore_guests=["old"]))
    assert [judged.rule.id for judged in found.rules] == ["ignore/tag/plb_ignore", "ignore/settings/ignore_guests"]
    assert rule(found, "ignore/settings/ignore_guests").rule.members == (2,)


def test_an_ignored_member_stays_out_of_its_group() -> None:
    found = rule(report(guest(1, tags=(WEB, "plb_ignore")), guest(2, "pve2", tags=(WEB,))), f"affinity/tag/{WEB}")
    assert found.compliance.followed == "partly"
    assert found.compliance.notes == ("Ignored, so it stays where it is: vm1.",)


def test_only_the_last_affinity_group_counts() -> None:
    both = (WEB, "plb_affinity_zone")
    found = report(guest(1, tags=both), guest(2, tags=both), guest(3, tags=(WEB,)))
    assert rule(found, f"affinity/tag/{WEB}").compliance.followed == "no"
    assert rule(found, "affinity/tag/plb_affinity_zone").compliance.followed == "yes"


def test_namesakes_are_told() -> None:
    found = report(guest(1, name="web", tags=(WEB,)), guest(2, name="web", tags=(WEB,)))
    judged = rule(found, f"affinity/tag/{WEB}")
    assert judged.compliance.followed == "partly"
    assert [one.kind for one in found.conflicts] == ["duplicate-names"]


def ha(kind: HaRuleKind, *vmids: int, **changes: Any) -> HaRule:
    return HaRule("r1", kind, vmids, **changes)


def test_ha_rules() -> None:
    apart = rule(report(guest(1), guest(2), ha=(ha(HaRuleKind.APART, 2, 1, 77),)), "anti-affinity/ha/r1")
    assert (apart.rule.members, apart.finding.state, apart.compliance.followed) == ((1, 2), "violated", "yes")
    together = rule(report(guest(1), guest(2), ha=(ha(HaRuleKind.TOGETHER, 1, 2),)), "affinity/ha/r1")
    assert together.finding.state == "satisfied"
    off = rule(report(guest(1), ha=(ha(HaRuleKind.APART, 1, enabled=False),)), "anti-affinity/ha/r1")
    assert (off.finding.state, off.compliance.followed) == ("off", "no")


def test_node_affinity_is_read_as_affinity_and_priorities_as_names() -> None:
    nodes = ("pve1:2", "pve2")
    found = rule(
        report(guest(1), guest(2, "pve3"), ha=(ha(HaRuleKind.NODES, 1, 2, nodes=nodes, strict=True),)), "pin/ha/r1"
    )
    assert (found.finding.state, found.finding.guests) == ("violated", (2,))
    assert found.compliance.followed == "no"
    text = " ".join(found.compliance.notes)
    assert "affinity group too" in text and "pve1:2" in text
    preferred = rule(report(guest(2, "pve3"), ha=(ha(HaRuleKind.NODES, 2, nodes=nodes),)), "pin/ha/r1")
    assert preferred.finding.state == "satisfied"


def test_a_guest_in_a_node_affinity_rule_leaves_its_affinity_group() -> None:
    nodes = ("pve1",)
    found = report(guest(1, tags=(WEB,)), guest(2, tags=(WEB,)), ha=(ha(HaRuleKind.NODES, 1, nodes=nodes),))
    assert rule(found, f"affinity/tag/{WEB}").compliance.followed == "no"


def test_on_pve_8_proxlb_reads_no_ha_rules() -> None:
    groups = (ha(HaRuleKind.GROUP, 1, nodes=("pve1",)),)
    found = rule(report(guest(1), ha=groups, version="8.4.1"), "pin/ha/r1")
    assert found.compliance.followed == "no"
    assert "Proxmox VE 9" in found.compliance.notes[0]


def test_a_rule_without_guests_is_off() -> None:
    found = report(guest(1, pool="other"), balancing=balancing(pools={"dev": {"type": "affinity"}}))
    assert rule(found, "affinity/pool/dev").finding.state == "off"


def test_guests_on_nodes_proxlb_does_not_see_break_nothing() -> None:
    nodes = (*NODES, node("pve4", status=NodeStatus.OFFLINE))
    found = report(guest(1, tags=(WEB,)), guest(2, "pve4", tags=(WEB,)), nodes=nodes)
    assert rule(found, f"affinity/tag/{WEB}").finding.state == "satisfied"


def test_what_nobody_read_is_told_and_not_taken_for_nothing() -> None:
    seen = snapshot(NODES, [guest(1)])
    assert report_on(rule_context(seen, ClusterFacts(), None, NOON, None)).context.unread == ("pool", "settings", "ha")
    assert report_on(rule_context(seen, ClusterFacts(), settings(), NOON, ())).context.unread == ()
    assert rule_report(view(None), NOON) is None
    first = rule_report(view(seen, settings_file()), NOON)
    assert first is not None and first.context.unread == ("ha",)


def test_guests_are_named_once_in_order_whoever_names_them() -> None:
    found = report(
        guest(103, tags=(WEB, DB)), guest(101, tags=(WEB,)), guest(102), guest(104, "pve2", tags=("plb_affinty_x",))
    )
    assert found.named_guests == (101, 103, 104)
    assert report(guest(100)).named_guests == ()
