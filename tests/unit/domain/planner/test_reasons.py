"""Every reason a guest moves or stays for, in the smallest cluster that has it, and the sentence that tells it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import MoveReason, Plan, StayReason
from proxlb_ui.domain.planner.sentences import STAY_TITLES, move_sentence, stay_sentence

from tests.unit.domain.planner.inputs import guest, move_of, node, planned, stay_of

FULL, HALF, EMPTY = node("pve1", 28), node("pve2", 16), node("pve3", 2)
LIMITS = {"memory": {"pressure_full": 10, "pressure_some": 10, "pressure_spikes": 10}}
PSI = {"mode": "psi", "psi": {"nodes": LIMITS, "guests": LIMITS}}
Make = Callable[[], Plan]


def closed(name: str, used: float = 8) -> object:
    return node(name, used, maintenance=True)


MOVES: dict[MoveReason, tuple[Make, str]] = {
    MoveReason.RESOURCES: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")]),
        "Would move to pve3: highest used memory on pve1",
    ),
    MoveReason.AFFINITY: (
        lambda: planned(
            [FULL, EMPTY],
            [guest(100, "pve1", tags=("plb_affinity_web",)), guest(101, "pve1", tags=("plb_affinity_web",))],
        ),
        "Would move to pve3: together with its group plb_affinity_web",
    ),
    MoveReason.ANTI_AFFINITY: (
        lambda: planned(
            [HALF, FULL],
            [guest(100, "pve1", tags=("plb_anti_affinity_db",)), guest(101, "pve1", tags=("plb_anti_affinity_db",))],
        ),
        "Would move to pve2: kept apart from the others of plb_anti_affinity_db",
    ),
    MoveReason.PIN: (
        lambda: planned([FULL, HALF, EMPTY], [guest(100, "pve1", tags=("plb_pin_PVE2",))]),
        "Would move to pve2: pinned by plb_pin_PVE2",
    ),
    MoveReason.MAINTENANCE: (
        lambda: planned([node("pve1", maintenance=True), EMPTY], [guest(100, "pve1")]),
        "Would move to pve3: pve1 is in maintenance",
    ),
    MoveReason.ENFORCED: (
        lambda: planned(
            [node("pve1", 9), node("pve2", 8), node("pve3", 7)],
            [guest(100, "pve1"), *(guest(vmid, "pve2", 1, tags=("plb_anti_affinity_db",)) for vmid in (101, 102))],
        ),
        "Would move to pve3: ProxLB takes guests from pve1, the node with the highest used memory, because "
        "plb_anti_affinity_db is broken: vm102 shares pve2 with vm101",
    ),
    MoveReason.TAKEN_TWICE: (
        lambda: planned(
            [node("pve1", 30, wait=50), node("pve2", 4), node("pve3", 6)],
            [guest(100, "pve1", 1, wait=50), guest(101, "pve1", 2, wait=5), guest(102, "pve2", wait=20)],
            **PSI,
        ),
        "Would move to pve2: mode psi takes it in place of vm101, for which pve2 was meant",
    ),
}

STAYS: dict[StayReason, tuple[Make, str]] = {
    StayReason.ALREADY_BALANCED: (
        lambda: planned([node("pve1", 8), node("pve2", 7)], [guest(100, "pve1")]),
        "Stays: the nodes are balanced (memory spread 3 % of 10 % allowed)",
    ),
    StayReason.BALANCED_BY_OTHERS: (
        lambda: planned([node("pve1", 12), node("pve2", 8)], [guest(101, "pve1", 1), guest(100, "pve1", 2)]),
        "Stays: the moves before it are enough (memory spread 6 % of 10 % allowed)",
    ),
    StayReason.BALANCING_OFF: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], enable=False),
        "Stays: balancing is off; it would move to pve3",
    ),
    StayReason.PRESSURE_UNSUPPORTED: (
        lambda: planned([node("pve1", 28, wait=50, version="8.4.1"), EMPTY], [guest(100, "pve1", wait=50)], **PSI),
        "Stays: mode psi needs Proxmox VE 9 on every node; it would move to pve3",
    ),
    StayReason.NO_TARGET_NODE: (
        lambda: planned([node("pve1", maintenance=True)], [guest(100, "pve1")]),
        "Stays: every node is in maintenance",
    ),
    StayReason.IGNORED_BY_TAG: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", tags=("plb_ignored",))]),
        "Stays: ignored by plb_ignored",
    ),
    StayReason.IGNORED_BY_NAME: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], ignore_guests=["vm100"]),
        "Stays: ignored by ignore_guests in the settings",
    ),
    StayReason.TYPE_NOT_BALANCED: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", kind=GuestKind.CT)], balance_types=["vm"]),
        "Stays: balance_types does not name ct; it would move to pve3",
    ),
    StayReason.NODE_IGNORED: (
        lambda: planned([FULL, EMPTY], [guest(100, "old")], {"ignored_nodes": frozenset({"old"})}),
        "Stays: ProxLB ignores old and its guests",
    ),
    StayReason.NODE_OFFLINE: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve9")]),
        "Stays: pve9 is not online",
    ),
    StayReason.STOPPED: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", running=False)]),
        "Stays: it is not running",
    ),
    StayReason.DUPLICATE_NAME: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", name="twin"), guest(101, "pve3", name="twin")]),
        "Stays: ProxLB tells guests apart by name and sees only guest 101 on pve3",
    ),
    StayReason.PINNED_HERE: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", tags=("plb_pin_pve1",))]),
        "Stays: pinned to pve1 by plb_pin_pve1",
    ),
    StayReason.PINS_UNAVAILABLE: (
        lambda: planned([FULL, node("pve2", maintenance=True), EMPTY], [guest(100, "pve1", tags=("plb_pin_pve2",))]),
        "Stays: plb_pin_pve2 pins it to pve2, and no such node is there outside maintenance",
    ),
    StayReason.ANTI_AFFINITY_HERE: (
        lambda: planned(
            [FULL, EMPTY],
            [guest(100, "pve1", tags=("plb_anti_affinity_db",)), guest(101, "pve3", tags=("plb_anti_affinity_db",))],
        ),
        "Stays: plb_anti_affinity_db keeps its guests apart and gives it pve1",
    ),
    StayReason.NOT_MOST_LOADED: (
        lambda: planned([FULL, HALF, EMPTY], [guest(100, "pve2")]),
        "Stays: guests are taken only from pve1, the node with the highest used memory (88 %, pve2 50 %)",
    ),
    StayReason.GROUP_LEFT: (
        lambda: planned(
            [FULL, HALF, EMPTY],
            [guest(vmid, on, tags=("plb_affinity_a",)) for vmid, on in ((100, "pve1"), (99, "pve2"), (98, "pve3"))],
        ),
        "Stays: ProxLB left its group at vm99, which is not on pve1, the most loaded node",
    ),
    StayReason.NO_CAPACITY: (
        lambda: planned([node("pve1", 31), node("pve2", 20, 24)], [guest(100, "pve1", 4)]),
        "Stays: pve2 has too little memory free (4.0 GiB needed, 4.0 GiB free)",
    ),
    StayReason.NOT_HIGHEST_PRESSURE: (
        lambda: planned(
            [node("pve1", 28, wait=50), EMPTY], [guest(100, "pve1", wait=5), guest(101, "pve3", wait=9)], **PSI
        ),
        "Stays: mode psi takes vm101 first, which waits longer for memory (9 %, this one 5 %)",
    ),
    StayReason.BEST_NODE_IS_OWN: (
        lambda: planned([FULL], [guest(100, "pve1")], memory_threshold=50),
        "Stays: pve1 already is the best node for it",
    ),
    StayReason.BALANCED_ON_PAPER: (
        lambda: planned(
            [node("pve1", 12), node("pve2", 8)], [guest(101, "pve1", 1), guest(100, "pve1", 2)], enable=False
        ),
        "Stays: ProxLB reckons the nodes as balanced (memory spread 6 % of 10 % allowed), by moves that it does not "
        "carry out",
    ),
    StayReason.TAKEN_TWICE: (
        lambda: planned(
            [node("pve1", 30, wait=50), node("pve2", 4), node("pve3", 6)],
            [
                guest(100, "pve1", 1, wait=50),
                guest(101, "pve1", 2, wait=5, tags=("plb_pin_pve1",)),
                guest(102, "pve2", wait=20),
            ],
            **PSI,
        ),
        "Stays: mode psi takes it in place of vm101, for which pve1 was meant",
    ),
    StayReason.PROXLB_ENDS: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], node_resource_reserve={"pve1": {"memory": 32}}),
        "Stays: ProxLB ends with ZeroDivisionError over pve1 and moves nothing",
    ),
}


@pytest.mark.parametrize("reason", list(MoveReason))
def test_every_move_has_its_reason(reason: MoveReason) -> None:
    make, sentence = MOVES[reason]
    plan = make()
    move = next(move for move in plan.moves if move.reason is reason)
    assert move_sentence(move, Balancing()) == sentence


@pytest.mark.parametrize("reason", list(StayReason))
def test_every_stay_has_its_reason(reason: StayReason) -> None:
    make, sentence = STAYS[reason]
    stay = next(stay for stay in make().stays if stay.reason is reason)
    assert stay_sentence(stay, Balancing()) == sentence
    assert STAY_TITLES[reason]


def test_who_leaves_a_node_in_maintenance_leaves_because_of_it() -> None:
    """P11: though it is the fullest node, too, and ProxLB looks for another target once more."""
    plan = planned([node("pve1", 30, maintenance=True), node("pve2", 8), node("pve3", 7)], [guest(100, "pve1", 4)])
    assert (move_of(plan, 100).reason, move_of(plan, 100).target) == (MoveReason.MAINTENANCE, "pve2")


def test_who_waits_as_long_but_is_listed_earlier_is_not_said_to_wait_longer() -> None:
    """P11: the sentence stood at the guest that waits longest in 431 of 770 cases."""
    guests = [guest(100, "pve2", wait=9), guest(101, "pve1", wait=9)]
    plan = planned([node("pve2", 8), node("pve1", 28, wait=50), EMPTY], guests, **PSI)
    assert stay_sentence(stay_of(plan, 101), Balancing()) == (
        "Stays: mode psi takes vm100 first, which waits as long for memory (9 %) and is listed before it"
    )


def test_an_enforcing_run_names_its_rule_and_guest_only_where_the_loads_are_content() -> None:
    """P12: while the spread itself asks for moves, it is the cause."""
    pair = [guest(vmid, "pve2", 1, tags=("plb_anti_affinity_db",)) for vmid in (101, 102)]
    wide = planned([node("pve1", 20), node("pve2", 8), node("pve3", 7)], [guest(100, "pve1"), *pair])
    assert (move_of(wide, 100).reason, wide.driver and wide.driver.guest) == (MoveReason.RESOURCES, "vm102")
    pinning = planned([node("pve1", 9), node("pve2", 8)], [guest(100, "pve1")], enforce_pinning=True)
    assert move_sentence(move_of(pinning, 100), Balancing()).endswith("because enforce_pinning is on")


@pytest.mark.parametrize(
    "balancing", [{"enable": False}, {"balance_types": ["ct"]}, {"ignore_guests": ["vm101"]}], ids=str
)
def test_moves_that_never_happen_are_not_enough(balancing: dict) -> None:
    """P5: "the moves before it are enough" stood in plans without moves."""
    plan = planned([node("pve1", 12), node("pve2", 8)], [guest(101, "pve1", 1), guest(100, "pve1", 2)], **balancing)
    assert plan.moves == ()
    assert stay_of(plan, 100).reason is StayReason.BALANCED_ON_PAPER


def test_a_move_in_mode_psi_tells_of_waiting() -> None:
    plan = planned([node("pve1", 28, wait=50), EMPTY], [guest(100, "pve1", wait=50)], **PSI)
    assert plan.nodes_under_pressure == ("pve1",)
    assert plan.guests_under_pressure == ("vm100",)
    sentence = move_sentence(move_of(plan, 100), Balancing.model_validate(PSI))
    assert sentence == "Would move to pve3: it waits longest for memory, and highest used memory on pve1"


def test_a_group_stays_when_no_node_is_left_for_it() -> None:
    tags = ("plb_affinity_a",)
    nodes = [FULL, node("pve2", maintenance=True), EMPTY]
    plan = planned(nodes, [guest(100, "pve1", tags=(*tags, "plb_pin_pve2")), guest(101, "pve1", tags=tags)])
    assert stay_of(plan, 100).reason is StayReason.PINS_UNAVAILABLE
    stay = stay_of(plan, 101)
    assert stay.reason is StayReason.NO_TARGET_NODE
    expected = "Stays: no node is left for its group since vm100, whose pins name no node that is available"
    assert stay_sentence(stay, Balancing()) == expected


def test_followers_of_a_pinned_member_move_with_their_group() -> None:
    tags = ("plb_affinity_a",)
    plan = planned(
        [node("pve1", 31), HALF, EMPTY],
        [guest(100, "pve1", tags=(*tags, "plb_pin_pve2")), guest(101, "pve1", tags=tags)],
    )
    assert (move_of(plan, 100).reason, move_of(plan, 100).target) == (MoveReason.PIN, "pve2")
    assert (move_of(plan, 101).reason, move_of(plan, 101).target) == (MoveReason.AFFINITY, "pve2")


def test_an_evacuated_guest_whose_pins_are_gone_moves_for_maintenance() -> None:
    nodes = [node("pve1", 30, maintenance=True), node("pve2", 8)]
    plan = planned(nodes, [guest(100, "pve1", tags=("plb_pin_pve1",))])
    assert move_of(plan, 100).reason is MoveReason.MAINTENANCE


def test_ha_rules_group_and_pin_and_a_disabled_one_does_nothing() -> None:
    apart = HaRule("apart", HaRuleKind.APART, (100, 101))
    nodes = HaRule("here", HaRuleKind.NODES, (100,), ("pve2",))
    guests = [guest(100, "pve1"), guest(101, "pve1")]
    pinned = planned([FULL, HALF, EMPTY], guests, {"ha_rules": (apart, nodes)})
    assert move_of(pinned, 100).target == "pve2"
    assert move_of(pinned, 100).because == "the HA rule here"
    off = tuple(replace(rule, enabled=False) for rule in (apart, nodes))
    assert move_of(planned([FULL, HALF, EMPTY], guests, {"ha_rules": off}), 100).reason is MoveReason.RESOURCES


def test_pins_that_are_supposed_replace_all_others() -> None:
    guests = [guest(100, "pve1", tags=("plb_pin_pve3",))]
    plan = planned([FULL, HALF, EMPTY], guests, {"supposed_pins": {100: ("pve2",)}})
    assert (move_of(plan, 100).target, move_of(plan, 100).because) == ("pve2", "what you suppose")
    free = planned([FULL, HALF, EMPTY], guests, {"supposed_pins": {100: ()}})
    assert move_of(free, 100).reason is MoveReason.RESOURCES
