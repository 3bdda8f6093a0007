"""The rules of seeded clusters: what was put in is found, and no alarm is false."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from proxlb_ui.adapters.proxmox_api.answers.ha_rules import groups_from, rules_from
from proxlb_ui.adapters.proxmox_api.answers.translate import guests_from, nodes_from
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.rules.context import rule_context
from proxlb_ui.domain.model.rules.report import RuleReport, report_on
from proxlb_ui.domain.model.rules.rule import RuleState
from proxlb_ui.domain.model.settings.values.settings import Settings

SETTINGS = Settings.model_validate(
    {
        "proxmox_api": {"hosts": ["x"], "user": "root@pam"},
        "balancing": {"enable": True, "pools": {"office": {"pin": ["pve2", "pve3"], "strict": False}}},
    }
)


def book_of(world: Any, pve: int) -> RuleReport:
    rows = world.data("/cluster/resources")
    now = datetime.fromtimestamp(world.time, UTC)
    snapshot = ClusterSnapshot(now, nodes_from(rows), guests_from(rows, {}, {}))
    if pve >= 9:
        rules = rules_from(world.data("/cluster/ha/rules"))
    else:
        rules = groups_from(world.data("/cluster/ha/groups"), world.data("/cluster/ha/resources"))
    return report_on(rule_context(snapshot, ClusterFacts(version=f"{pve}.1"), SETTINGS, now, rules))


@pytest.mark.parametrize("pve", [8, 9])
@pytest.mark.parametrize(("nodes", "guests"), [(3, 12), (3, 30), (9, 460), (20, 800)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_seed_has_every_kind_of_rule_and_one_misspelled_tag(
    bench: Any, nodes: int, guests: int, seed: int, pve: int
) -> None:
    report = book_of(bench(nodes=nodes, guests=guests, seed=seed, pve=pve), pve)
    assert [(one.kind, one.subject) for one in report.conflicts] == [("near-miss-tag", "plb-affinity-shop")]
    found = {judged.rule.id: judged.finding.state for judged in report.rules}
    assert found["affinity/tag/plb_affinity_shop"] is RuleState.SATISFIED
    assert found["anti-affinity/tag/plb_anti_affinity_dns"] is RuleState.VIOLATED
    assert found[f"pin/tag/plb_pin_pve{nodes}"] is RuleState.SATISFIED
    origins = Counter(judged.rule.origin.value for judged in report.rules)
    assert origins == {"tag": 4, "pool": 1, "ha": 2 if pve == 9 else 1}


def test_a_cluster_without_rules_has_nothing_to_tell(bench: Any) -> None:
    world = bench(nodes=3, guests=8)
    report = book_of(world, 9)
    assert report.conflicts == ()
    assert {judged.rule.origin for judged in report.rules} <= {"ha", "pool"}
