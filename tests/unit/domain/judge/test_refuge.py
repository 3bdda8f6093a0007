"""Whether the guests of a lost node find room, by what they use and by what they may use."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from proxlb_ui.domain.judge.survival.refuge import Refuge, refuges
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, NodeStatus
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Mode

from tests.differential.snapshots import random_seen
from tests.unit.domain import examples
from tests.unit.domain.examples import GIB, NOON, guest, node, snapshot

FACTS = ClusterFacts(version="9.1.1")
APART = "plb_anti_affinity_x"
GONE = node("pve1", status=NodeStatus.OFFLINE)


def sized(vmid: int, on: str, used: float, total: float, **changes: Any) -> Any:
    return guest(vmid, on, memory=Load(used * GIB, total * GIB), **changes)


def asked(nodes: list[Any], guests: list[Any], **sections: Any) -> tuple[Refuge, Refuge]:
    by_used, by_assigned = refuges(("pve1",), snapshot(nodes, guests), FACTS, examples.settings(**sections), NOON)
    assert (by_used.figure, by_assigned.figure) == (Mode.USED, Mode.ASSIGNED)
    return by_used, by_assigned


def test_everybody_finds_a_place_or_it_is_said_who_does_not() -> None:
    """P16: the guests of a node that fails used to vanish from the plan."""
    nodes = [GONE, node("pve2", 20), node("pve3", 24)]
    guests = [
        sized(100, "pve1", 8, 20),
        sized(101, "pve1", 4, 16),
        sized(200, "pve2", 12, 20),
        sized(300, "pve3", 1, 24),
    ]
    by_used, by_assigned = asked(nodes, guests)
    assert by_used.fits and by_used.places == {100: "pve3", 101: "pve2"}
    assert by_used.sentence == "Without pve1 all 2 running guests fit on the other nodes, by used memory."
    assert (by_assigned.left_over, by_assigned.missing_bytes) == ((100, 101), 36 * GIB)
    assert by_assigned.sentence == (
        "Without pve1 2 of 2 running guests find no node by assigned memory: vm100, vm101 (36.0 GiB)."
    )


def test_rules_and_reserves_hold_also_then() -> None:
    """P16"""
    nodes = [GONE, node("pve2", 8), node("pve3", 8)]
    pinned, _ = asked(nodes, [sized(100, "pve1", 4, 4, tags=("plb_pin_pve3",))])
    assert pinned.places == {100: "pve3"}
    apart = [
        sized(100, "pve1", 4, 4, tags=("plb_anti_affinity_x",)),
        sized(200, "pve2", 4, 4, tags=("plb_anti_affinity_x",)),
    ]
    assert asked(nodes, apart)[0].places == {100: "pve3"}
    kept = {"balancing": {"node_resource_reserve": {"defaults": {"memory": 22}}}}
    assert asked(nodes, [sized(100, "pve1", 4, 4)], **kept)[0].left_over == (100,)
    closed = {"proxmox_cluster": {"maintenance_nodes": ["pve2", "pve3"]}}
    assert asked(nodes, [sized(100, "pve1", 4, 4)], **closed)[0].left_over == (100,)


def test_nothing_runs_there_and_nothing_is_lost() -> None:
    calm, _ = asked([GONE, node("pve2")], [sized(100, "pve1", 4, 4, status="stopped")])
    assert calm.sentence == "Without pve1 no running guest needs another node."
    assert refuges((), snapshot([node("pve1")]), FACTS, examples.settings(), NOON) == ()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**40))
def test_no_node_is_ever_given_more_than_it_has(seed: int) -> None:
    found = random_seen(seed)
    names = [one.name for one in found.snapshot.nodes if one.status is NodeStatus.ONLINE]
    lost = names[seed % len(names)]
    nodes = tuple(
        node(one.name, status=NodeStatus.OFFLINE) if one.name == lost else one for one in found.snapshot.nodes
    )
    left = snapshot(nodes, found.snapshot.guests)
    for refuge in refuges((lost,), left, found.facts, found.settings, NOON, found.ha_rules):
        running = {one.vmid for one in left.guests if one.node == lost and one.running}
        assert {*refuge.places, *refuge.left_over} == running
        for target in set(refuge.places.values()):
            home = next(one for one in nodes if one.name == target)
            came = sum(
                (one.memory.used if refuge.figure is Mode.USED else one.memory.total) or 0
                for one in left.guests
                if refuge.places.get(one.vmid) == target
            )
            here = home.memory.used if refuge.figure is Mode.USED else 0
            assert (here or 0) + came <= (home.memory.total or 0) * (1 + 1e-9)
