"""Every kind of conflict is found, with guests, cause and remedy; clean clusters have none."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.rules.conflicts.conflict import TITLES, ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.conflicts.matching import crowd
from proxlb_ui.domain.model.rules.conflicts.near_miss import suggestion
from proxlb_ui.domain.model.rules.conflicts.ties import Ties

from tests.approval import approve
from tests.unit.domain.examples import guest, node
from tests.unit.domain.rules.test_rules import DB, NODES, WEB, balancing, report, rule


def only(*guests: Any, **changes: Any) -> RuleConflict:
    (found,) = report(*guests, **changes).conflicts
    assert found.cause.endswith(".") and found.remedy and found.title == TITLES[found.kind]
    approve("rule-conflicts", [found, f"{found.title} ({found.id}, {'serious' if found.serious else 'not serious'})"])
    return found


def apart(*nodes: str, **changes: Any) -> list[Any]:
    return [guest(100 + at, on, tags=(DB,), **changes) for at, on in enumerate(nodes)]


@pytest.mark.parametrize(
    "changes",
    [
        {"nodes": NODES[:2]},
        {"nodes": (*NODES[:2], node("pve3", status=NodeStatus.OFFLINE))},
        {"proxmox_cluster": {"ignore_nodes": ["pve3"]}},
        {"proxmox_cluster": {"maintenance_nodes": ["pve3"]}},
    ],
)
def test_anti_affinity_larger_than_the_nodes_left(changes: dict[str, Any]) -> None:
    members = apart("pve1", "pve2", "pve1")
    assert report(*members).conflicts == ()
    found = only(*members, **changes)
    assert (found.kind, found.guests, found.serious) == ("anti-affinity-too-large", (100, 101, 102), True)
    assert "3 running guests" in found.cause and "2 nodes" in found.cause
    assert found.commands == ("pvesh set /nodes/pve1/qemu/102/config --delete tags",)
    assert rule(report(*members, **changes), f"anti-affinity/tag/{DB}").finding.state == "impossible"


def test_stopped_guests_need_no_node() -> None:
    assert report(*apart("pve1", "pve2"), guest(9, tags=(DB,), status="stopped"), nodes=NODES[:2]).conflicts == ()


def test_members_pinned_to_the_same_node() -> None:
    pinned = [guest(number, tags=(DB, "plb_pin_pve1")) for number in (1, 2)]
    found = only(*pinned, guest(3, "pve2", tags=(DB,)))
    assert (found.kind, found.guests) == ("anti-affinity-pinned-together", (1, 2))
    assert "pve1" in found.cause
    ignored = [guest(number, tags=(DB, "plb_ignore")) for number in (1, 2)]
    assert only(*ignored).kind == "anti-affinity-pinned-together"
    one_of_two = [guest(1, tags=(DB, "plb_pin_pve1")), guest(2, tags=(DB, "plb_pin_pve1", "plb_pin_pve2"))]
    assert report(*one_of_two).conflicts == ()


@pytest.mark.parametrize("guests", [[guest(1, pool="db", tags=())], [guest(1, pool="db"), guest(2, "pve2", pool="db")]])
def test_a_guest_in_a_pool_and_an_ha_rule_of_one_name_counts_twice(guests: list[Any]) -> None:
    """P14: ProxLB finds two guests on one node in such a group, and balances in every run."""
    rules = (HaRule("db", HaRuleKind.APART, (1, 3)),)
    pools = balancing(pools={"db": {"type": "anti-affinity"}})
    found = only(*guests, guest(3, "pve3"), balancing=pools, ha=rules)
    assert (found.kind, found.guests, found.serious) == ("counted-twice", (1,), True)
    assert found.cause.startswith("The pool and the HA rule are one group to ProxLB, in which vm1 counts twice")
    assert found.remedy == "Give one of them another name than db."
    assert report(*guests, guest(3, "pve3"), balancing=pools, ha=(replace(rules[0], enabled=False),)).conflicts == ()


def test_a_tag_that_is_there_twice_counts_twice() -> None:
    """P14: the same by a tag; the command to copy writes it once."""
    found = only(guest(1, tags=(DB, DB)), guest(2, "pve2", tags=(DB,)))
    assert (found.kind, found.guests, found.remedy) == ("counted-twice", (1,), "Write the tag once.")
    assert found.commands == (f"pvesh set /nodes/pve1/qemu/1/config --tags {DB}",)


def test_a_pool_and_a_rule_of_one_name_are_one_group() -> None:
    """P14, the same kind: groups of one name are merged also where no guest is in both."""
    rules = (HaRule("db", HaRuleKind.APART, (1, 2)),)
    guests = [guest(1), guest(2, "pve2"), guest(3, "pve3", pool="db")]
    found = only(*guests, balancing=balancing(pools={"db": {"type": "anti-affinity"}}), ha=rules)
    assert (found.kind, found.guests, found.serious) == ("groups-merged", (1, 2, 3), False)


def test_a_pool_within_a_pool_is_one_that_proxlb_cannot_read() -> None:
    """P7: Proxmox answers 501, ProxLB goes on without its guests, so the rule does nothing."""
    pools = balancing(pools={"dev/sub": {"type": "anti-affinity", "pin": ["pve1", "pve2"]}})
    guests = [guest(1, pool="dev/sub"), guest(2, "pve2", pool="dev/sub")]
    found = only(*guests, balancing=pools)
    assert (found.kind, found.guests, found.serious) == ("nested-pool", (1, 2), True)
    assert "pool of the top level" in found.remedy
    for kind in ("anti-affinity", "pin"):
        judged = rule(report(*guests, balancing=pools), f"{kind}/pool/dev/sub")
        assert judged.compliance.followed == "no"
        assert judged.compliance.notes == ("ProxLB cannot read a pool within a pool, and sees none of its guests.",)


def test_a_preference_of_a_pool_forbids_nothing() -> None:
    pools = {"dev": {"type": "anti-affinity", "pin": ["pve1"], "strict": False}}
    guests = [guest(1, pool="dev"), guest(2, pool="dev")]
    assert report(*guests, balancing=balancing(pools=pools)).conflicts == ()
    pools["dev"]["strict"] = True
    assert only(*guests, balancing=balancing(pools=pools)).kind == "anti-affinity-pinned-together"


def test_affinity_across_anti_affinity() -> None:
    found = only(guest(1, tags=(WEB, DB)), guest(2, "pve2", tags=(WEB, DB)), guest(3, tags=(DB,)))
    assert (found.kind, found.guests) == ("affinity-across-anti-affinity", (1, 2))
    assert found.rules == (f"anti-affinity/tag/{DB}", f"affinity/tag/{WEB}")
    assert found.commands == (f"pvesh set /nodes/pve2/qemu/2/config --tags {DB}",)


def test_affinity_across_anti_affinity_through_a_third_guest() -> None:
    zone = "plb_affinity_zone"
    found = only(guest(1, tags=(WEB, DB)), guest(2, tags=(WEB, zone)), guest(3, "pve2", tags=(zone, DB)))
    assert (found.kind, found.guests) == ("affinity-across-anti-affinity", (1, 3))
    assert "through each other" in found.cause


def test_pins_that_pull_an_affinity_group_apart() -> None:
    found = only(
        guest(1, tags=(WEB, "plb_pin_pve1")), guest(2, "pve2", tags=(WEB, "plb_pin_pve2")), guest(3, tags=(WEB,))
    )
    assert (found.kind, found.guests) == ("contradicting-pins", (1, 2))
    assert "vm1 to pve1" in found.cause and "vm2 to pve2" in found.cause
    agreeing = [guest(1, tags=(WEB, "plb_pin_pve1", "plb_pin_pve2")), guest(2, tags=(WEB, "plb_pin_pve1"))]
    assert report(*agreeing).conflicts == ()


@pytest.mark.parametrize(
    ("tag", "remedy", "right"),
    [
        ("plb_pin_pve2.example.com", "Did you mean pve2?", "plb_pin_pve2"),
        ("plb_pin_pev2", "Did you mean pve2?", "plb_pin_pve2"),
        ("plb_pin_vmhost", "The nodes are pve1, pve2, pve3.", None),
    ],
)
def test_a_pin_to_an_unknown_node(tag: str, remedy: str, right: str | None) -> None:
    found = only(guest(1, tags=("prod", tag)))
    assert (found.kind, found.remedy, found.guests) == ("pin-unknown-node", remedy, (1,))
    wanted = f"'prod;{right}'" if right else "prod"
    assert found.commands == (f"pvesh set /nodes/pve1/qemu/1/config --tags {wanted}",)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"proxmox_cluster": {"ignore_nodes": ["pve2"]}}, "ignored"),
        ({"proxmox_cluster": {"maintenance_nodes": ["pve2"]}}, "in maintenance"),
        ({"nodes": (NODES[0], node("pve2", status=NodeStatus.OFFLINE))}, "offline"),
    ],
)
def test_a_pin_that_leaves_no_node(changes: dict[str, Any], word: str) -> None:
    found = only(guest(1, tags=("plb_pin_pve2",)), **changes)
    assert found.kind == "pin-unusable-node" and f"pve2 is {word}" in found.cause
    both = {"dev": {"pin": ["pve1", "pve2"]}}
    assert report(guest(1, pool="dev"), balancing=balancing(pools=both), **changes).conflicts == ()


def test_a_pool_pin_in_another_case() -> None:
    found = only(guest(1, pool="dev"), balancing=balancing(pools={"dev": {"pin": ["PVE1"]}}))
    assert (found.kind, found.remedy) == ("pool-pin-case", "Write pve1 in balancing.pools.")
    judged = rule(report(guest(1, pool="dev"), balancing=balancing(pools={"dev": {"pin": ["PVE1"]}})), "pin/pool/dev")
    assert judged.compliance.followed == "no"


@pytest.mark.parametrize(
    ("tag", "right"),
    [
        ("plb_afinity_web", "plb_affinity_web"), ("plb-affinity-web", "plb_affinity_web"),
        ("plb_antiaffinity_db", "plb_anti_affinity_db"), ("plb-anti-affinity-db", "plb_anti_affinity_db"),
        ("PLB_AFFINITY_web", "plb_affinity_web"), ("proxlb_pin_pve1", "plb_pin_pve1"), ("plb_ingore", "plb_ignore"),
        ("plb_anti_afinity_db-1", "plb_anti_affinity_db-1"), ("plb_anti-affinity_x", "plb_anti_affinity_x"),
    ],
)  # fmt: skip
def test_near_miss_tags(tag: str, right: str) -> None:
    found = only(guest(1, tags=(tag,)), guest(2, tags=("prod",)))
    assert (found.kind, found.guests, found.remedy) == ("near-miss-tag", (1,), f"Write {right}.")
    assert found.commands == (f"pvesh set /nodes/pve1/qemu/1/config --tags {right}",)


@pytest.mark.parametrize(
    "tag", ["plb_affinity", "plb_affinity_", "plb_anti_affinity_", "plb_pin", "plb_pin_", "plb_moon"]
)
def test_tags_that_say_too_little(tag: str) -> None:
    assert only(guest(1, tags=(tag,))).kind == "near-miss-tag"


@pytest.mark.parametrize(
    "tag",
    ["pinned", "plain", "ping", "lb-frontend", "lb", "loadbalancer", "affinity", "backup", "plb", "plbackup", "pve1",
     "p", "", "pl", "public_pin_x", "plb_ignore", "plb_ignored", "plb_ignore_legacy", "proxlb"],
)  # fmt: skip
def test_ordinary_tags_are_left_in_peace(tag: str) -> None:
    assert report(guest(1, tags=(tag,))).conflicts == ()


def test_rules_against_ha_rules() -> None:
    strict = HaRule("prefer", HaRuleKind.NODES, (1,), ("pve2",), strict=True)
    found = only(guest(1, tags=("plb_pin_pve1",)), ha=(strict,))
    assert (found.kind, found.guests) == ("against-ha-rule", (1,))
    assert found.rules == ("pin/ha/prefer", "pin/tag/plb_pin_pve1")
    loose = HaRule("prefer", HaRuleKind.NODES, (1,), ("pve2",))
    assert report(guest(1, tags=("plb_pin_pve1",)), ha=(loose,)).conflicts == ()
    negative = HaRule("apart", HaRuleKind.APART, (1, 2))
    both = [guest(1, tags=(WEB,)), guest(2, tags=(WEB,))]
    assert only(*both, ha=(negative,)).kind == "against-ha-rule"
    assert report(*both, ha=(HaRule("apart", HaRuleKind.APART, (1, 2), enabled=False),)).conflicts == ()
    positive = HaRule("with", HaRuleKind.TOGETHER, (1, 2))
    assert only(guest(1, tags=(DB,)), guest(2, "pve2", tags=(DB,)), ha=(positive,)).kind == "against-ha-rule"


def test_two_balancers_only_while_proxlb_balances() -> None:
    assert only(guest(1), twice=True).kind == "two-balancers"
    assert report(guest(1), twice=True, balancing=balancing(enable=False)).conflicts == ()


def test_names() -> None:
    found = only(guest(1, name="web", tags=(WEB,)), guest(2, name="web"))
    assert (found.kind, found.guests, found.rules) == ("duplicate-names", (1, 2), (f"affinity/tag/{WEB}",))
    assert report(guest(1, name="web"), guest(2, name="web")).conflicts == (), "no rule is touched"
    pool = only(guest(1, pool="office"), balancing=balancing(pools={"offise": {"type": "affinity"}}))
    assert (pool.kind, pool.remedy) == ("unknown-pool", "Did you mean office?")
    ignored = only(guest(1, name="legacy"), balancing=balancing(ignore_guests=["legcy", "legacy"]))
    assert (ignored.kind, ignored.remedy) == ("unknown-guest-ignore_guests", "Did you mean legacy?")


def test_a_command_quotes_what_the_shell_would_read() -> None:
    hostile = guest(1, tags=("plb_afinity_$(id)", "a;b'c"))
    assert only(hostile).commands == ("pvesh set /nodes/pve1/qemu/1/config --tags 'plb_affinity_$(id);a;b'\"'\"'c'",)


def test_the_commands_of_one_conflict_do_not_undo_each_other() -> None:
    tags = (WEB, "plb_affinity_zone", DB)
    found = only(guest(1, tags=tags), guest(2, "pve2", tags=tags))
    assert found.commands == (f"pvesh set /nodes/pve2/qemu/2/config --tags {DB}",)
    crowded = only(*apart("pve1", "pve2", "pve1", "pve2", "pve1"))
    assert [command.split("/")[4] for command in crowded.commands] == ["103", "104"], "as many as are too many"


def test_every_kind_has_a_title() -> None:
    assert set(TITLES) == set(ConflictKind)


CHOICES = st.dictionaries(st.integers(1, 6), st.sets(st.sampled_from("abcd")), max_size=5)


@given(CHOICES)
def test_a_crowd_is_found_exactly_when_there_is_no_seating(choices: dict[int, set[str]]) -> None:
    guests = list(choices)
    seating = any(
        all(seat in choices[vmid] for vmid, seat in zip(guests, seats, strict=True))
        for seats in permutations("abcd", len(guests))
    )
    found = crowd(choices)
    assert bool(found) == (not seating)
    if found:
        assert len(set().union(*(choices[vmid] for vmid in found))) < len(found)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12))))
def test_ties_are_an_equivalence(pairs: list[tuple[int, int]]) -> None:
    ties = Ties(pairs)
    reach = {number: {number} for number in range(13)}
    for _ in reach:
        for one, other in pairs:
            joined = reach[one] | reach[other]
            for member in joined:
                reach[member] |= joined
    for one in reach:
        assert {other for other in reach if ties.root(other) == ties.root(one)} == reach[one]


@given(st.from_regex(r"[a-z0-9_][a-z0-9_\-+.]{0,24}", fullmatch=True))
def test_a_suggestion_is_always_a_tag_of_proxlbs(text: str) -> None:
    right = suggestion(text)
    assert right is None or decode(right).kind is not TagKind.PLAIN


@given(
    st.lists(
        st.tuples(st.sampled_from(["pve1", "pve2", "pve3", "nowhere"]), st.sets(st.sampled_from(
            [WEB, DB, "plb_affinity_b", "plb_pin_pve1", "plb_pin_pve9", "plb_ignore", "plb_pin", "plb_afinity_x", "x"]
        ))),
        max_size=9,
    ),
    st.sets(st.sampled_from(["pve1", "pve2", "pve3"])),
)  # fmt: skip
def test_any_cluster_can_be_judged(placed: list[tuple[str, set[str]]], maintenance: set[str]) -> None:
    guests = [guest(100 + at, on, tags=tuple(sorted(tags))) for at, (on, tags) in enumerate(placed)]
    found = report(*guests, proxmox_cluster={"maintenance_nodes": sorted(maintenance)})
    ids = [judged.rule.id for judged in found.rules] + [conflict.id for conflict in found.conflicts]
    assert len(set(ids)) == len(ids)
    vmids = {one.vmid for one in guests}
    for judged in found.rules:
        assert judged.finding.sentence
        assert (judged.finding.state == "violated") <= bool(judged.finding.guests)
        assert set(judged.finding.guests) <= set(judged.rule.members) <= vmids
    known = {judged.rule.id for judged in found.rules}
    assert all(set(conflict.rules) <= known and set(conflict.guests) <= vmids for conflict in found.conflicts)
