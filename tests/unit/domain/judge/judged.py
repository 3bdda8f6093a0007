"""Small clusters, planned and judged."""

from collections.abc import Iterable
from typing import Any

from proxlb_ui.domain.judge.judgement import Judgement, judge
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Node
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input

from tests.unit.domain import examples

FACTS = ClusterFacts(version="9.1.1")
GIB = examples.GIB


def judged(
    nodes: Iterable[Node],
    guests: Iterable[Guest],
    rules: tuple[HaRule, ...] = (),
    cluster: Any = None,
    **balancing: Any,
) -> tuple[Plan, Judgement]:
    """The plan of this cluster under these balancing settings, and what the judge says of it."""
    section = {"enable": True, "balance_types": ["vm", "ct"], **balancing}
    settings = examples.settings(balancing=section, proxmox_cluster=cluster or {})
    snapshot = examples.snapshot(nodes, guests)
    plan = make_plan(plan_input(snapshot, FACTS, settings, examples.NOON, ha_rules=rules))
    return plan, judge(plan, snapshot, FACTS, settings, examples.NOON, rules)
