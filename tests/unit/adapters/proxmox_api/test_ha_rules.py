"""HA rules of Proxmox VE 9 and groups of 8 as the domain's own."""

from proxlb_ui.adapters.proxmox_api.answers.ha_rules import groups_from, rules_from
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind


def test_rules_keep_their_order_kind_and_members() -> None:
    rows = [
        {"rule": "apart", "type": "resource-affinity", "affinity": "negative", "resources": "vm:100, ct:101"},
        {"rule": "near", "type": "resource-affinity", "affinity": "positive", "resources": "vm:102", "disable": 1},
        {"rule": "here", "type": "node-affinity", "nodes": "pve1:2,pve2", "strict": "1", "resources": "vm:103"},
        {"type": "broken"},
    ]
    assert rules_from(rows) == (
        HaRule("apart", HaRuleKind.APART, (100, 101)),
        HaRule("near", HaRuleKind.TOGETHER, (102,), enabled=False),
        HaRule("here", HaRuleKind.NODES, (103,), ("pve1:2", "pve2"), strict=True),
    )
    assert rules_from(rows)[2].node_names == ("pve1", "pve2")


def test_groups_find_their_members_among_the_resources() -> None:
    groups = [{"group": "fast", "nodes": "pve1:1,pve2:1", "restricted": 1, "comment": "with SSD"}, {"group": "idle"}]
    resources = [{"sid": "vm:100", "group": "fast"}, {"sid": "ct:101"}, {"sid": "odd", "group": "fast"}]
    assert groups_from(groups, resources) == (
        HaRule("fast", HaRuleKind.GROUP, (100,), ("pve1:1", "pve2:1"), strict=True, comment="with SSD"),
        HaRule("idle", HaRuleKind.GROUP),
    )
