"""Each cause gives its one warning, and a healthy cluster none."""

from typing import Any

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Gap, NodeStatus
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.overview.attention import Attention, attentions
from proxlb_ui.domain.model.rules.report import rule_report
from proxlb_ui.domain.model.settings.findings.lint import lint
from proxlb_ui.domain.model.settings.findings.problem import Severity

from tests.approval import approve
from tests.unit.domain.examples import NOON, RAW, guest, node, settings_file, snapshot, view


def seen(nodes: Any = None, guests: Any = (), raw: dict[str, Any] | None = None, **changes: Any) -> ClusterView:
    facts = changes.pop("facts", ClusterFacts())
    known = [node("pve1"), node("pve2")] if nodes is None else nodes
    return view(snapshot(known, guests, **changes), settings_file({**RAW, **(raw or {})}), facts=facts)


def told(view: ClusterView) -> tuple[Attention, ...]:
    report = rule_report(view, NOON)
    found = attentions(view, NOON, report.conflicts if report else ())
    approve("attention", found)
    return found


def codes(view: ClusterView) -> list[str]:
    return [one.code for one in told(view)]


def test_all_is_well() -> None:
    pinned = guest(100, tags=("plb_pin_PVE2", "plb_affinity_x"))
    assert codes(seen(guests=[pinned, guest(101)])) == []


def api(**changes: Any) -> dict[str, Any]:
    return {"proxmox_api": {**RAW["proxmox_api"], **changes}}


def balancing(**changes: Any) -> dict[str, Any]:
    return {"balancing": {**RAW["balancing"], **changes}}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (api(ssl_verification=False), "tls-off"),
        (api(timeout=1), "short-timeout"),
        (balancing(balance_types=[]), "no-types"),
        (balancing(enable=False), "balancing-off"),
        (balancing(ignore_guests=["nobody"]), "unknown-guest-ignore_guests"),
        (balancing(pools={"dev": {"pin": ["PVE1"]}}), "pool-pin-case"),
        (
            balancing(node_resource_reserve={"defaults": {"memory": 1}, "pve7": {"memory": 1}}),
            "unknown-node-node_resource_reserve",
        ),
        (balancing(balancines=5), "unknown-key-balancing.balancines"),
        ({"balancer": {}}, "unknown-key-balancer"),
        (api(password="x"), "unknown-key-proxmox_api.password"),
        ({"proxmox_cluster": {"maintenance_nodes": ["pve1", "pve2"]}}, "no-target"),
        ({"proxmox_cluster": {"maintenance_nodes": ["pve1.example.com"]}}, "unknown-node-maintenance_nodes"),
        ({"proxmox_cluster": {"ignore_nodes": ["PVE1"]}}, "unknown-node-ignore_nodes"),
        (
            {"proxmox_cluster": {"maintenance_nodes_schedule": {"schedules": {"pve1": ["Montag, 8:00"]}}}},
            "schedule",
        ),
        (api(hosts=["https://pve1"]), "host"),
        (api(user="root"), "no-realm"),
        (balancing(balanciness=200), "range-balanciness"),
        ({"service": {"schedule": {"interval": 0}}}, "busy-loop"),
    ],
)
def test_settings_that_do_not_do_what_they_seem_to(raw: dict[str, Any], code: str) -> None:
    assert codes(seen(raw=raw)) == [code]


def test_the_settings_are_judged_once_and_in_the_same_words() -> None:
    raw = {**balancing(balance_types=[], cpu_threshold=50), **api(ssl_verification=False, timeout=2)}
    seen_view = seen(raw=raw)
    problems = [one for one in lint(seen_view.settings.raw) if one.severity is Severity.WARNING]
    said = {(one.code, one.message, one.hint) for one in problems}
    found = told(seen_view)
    assert {(one.code, one.title, one.hint) for one in found} == said
    assert len(said) == 3
    assert (found[0].code, found[0].severity) == ("no-types", "serious")
    assert {one.link for one in found} == {f"#/settings?path={'.'.join(one.path)}" for one in problems}
    (still, _) = told(seen(raw=balancing(enable=False, balance_types=[])))
    assert still.severity == "warning"


def test_names_at_several_places_are_one_warning_for_each_key() -> None:
    gone = [f"pve{number}" for number in range(3, 9)]
    raw = {"proxmox_cluster": {"ignore_nodes": gone, "maintenance_nodes": ["pvé 9"]}}
    maintenance, ignored = told(seen(raw=raw))
    says = "a node the cluster does not have: it has no effect"
    assert ignored.title == f"proxmox_cluster.ignore_nodes names pve3, {says}"
    assert ignored.detail.startswith(f"proxmox_cluster.ignore_nodes names pve4, {says}. ")
    assert ignored.detail.endswith("And 2 more.")
    assert maintenance.link == "#/settings?path=proxmox_cluster.maintenance_nodes.0"


def test_a_typing_error_gets_the_right_word() -> None:
    found = {one.code: one for one in told(seen(raw=balancing(balancines=5, Enable=True)))}
    assert found["unknown-key-balancing.balancines"].hint == "Did you mean balanciness?"
    assert found["unknown-key-balancing.Enable"].hint == "Did you mean enable?"
    (node_name,) = told(seen(raw={"proxmox_cluster": {"ignore_nodes": ["PVE1"]}}))
    assert node_name.hint == "Did you mean pve1?"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quorate": False}, "no-quorum"),
        ({"nodes": [node("pve1"), node("pve2", status=NodeStatus.OFFLINE)]}, "node-offline"),
        ({"guests": [guest(100, name="web"), guest(101, name="web")]}, "duplicate-names"),
        ({"guests": [guest(100, tags=("plb_pin_pve9",))]}, "pin-unknown-node"),
        ({"gaps": (Gap("HA state", "refused"),)}, "gap-HA state"),
        ({"facts": ClusterFacts(missing_privileges=("VM.Migrate",))}, "privileges"),
        ({"facts": ClusterFacts(proxmox_balances=True)}, "two-balancers"),
    ],
)
def test_what_the_cluster_shows(changes: dict[str, Any], code: str) -> None:
    (found,) = told(seen(**changes))
    assert found.code == code
    assert found.title


def test_an_offline_node_that_is_ignored_is_no_news() -> None:
    nodes = [node("pve1"), node("pve2", status=NodeStatus.OFFLINE)]
    assert codes(seen(nodes, raw={"proxmox_cluster": {"ignore_nodes": ["pve2"]}})) == []


def test_names_may_repeat_among_guests_that_proxlb_does_not_see() -> None:
    assert codes(seen(guests=[guest(100, name="web"), guest(101, name="web", status="stopped")])) == []


def test_without_settings_the_problem_is_told_and_serious_ones_come_first() -> None:
    broken = view(snapshot([node("pve1")], gaps=(Gap("tasks", "refused"),)), settings_problem=Invalid("line 3", "mend"))
    found = told(broken)
    assert [(one.code, one.severity) for one in found] == [("settings", "serious"), ("gap-tasks", "warning")]
    assert (found[0].detail, found[0].hint) == ("line 3", "mend")
    assert told(view(None)) == ()
