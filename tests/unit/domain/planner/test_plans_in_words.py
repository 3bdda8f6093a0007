"""Whole plans as a person reads them: headline, cause, the figures behind, and a sentence for every guest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.compared import compared, summary, trigger_sentence
from proxlb_ui.domain.planner.expected import Expected, expectations
from proxlb_ui.domain.planner.plan import Move, Stay
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.sentences import STAY_TITLES

from tests.approval import approve
from tests.unit.domain.planner.inputs import GIB, guest, node

THREE = (node("pve1", 28), node("pve2", 16), node("pve3", 2))
EVEN = (node("pve1", 8), node("pve2", 7), node("pve3", 7.5))
DB, WEB = "plb_anti_affinity_db", "plb_affinity_web"
LIMITS = {name: {"pressure_full": 10, "pressure_some": 10, "pressure_spikes": 20} for name in ("memory", "cpu", "disk")}
PSI = {"mode": "psi", "psi": {"nodes": LIMITS, "guests": LIMITS}}
FIGURES = ("target", "blocker", "percent", "limit_percent", "needed_bytes", "free_bytes")
CT = GuestKind.CT


@dataclass(frozen=True, slots=True)
class Scene:
    """One cluster, its settings beside the usual ones, and what else the input holds."""

    nodes: tuple[NodeInput, ...]
    guests: tuple[GuestInput, ...] = ()
    balancing: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def other(resource: str, used: float, total: float) -> dict[str, Amount]:
    return {resource: Amount(used, total)}


def waiting(**pressure: float) -> Amount:
    return Amount(1 * GIB, 100 * GIB, MeasuredPressure(**pressure))


ZOO = (
    guest(100, "pve1", 2),
    guest(101, "pve1", 4, tags=(DB,)),
    guest(102, "pve2", 1, tags=(DB,)),
    guest(103, "pve1", 2, tags=(WEB,)),
    guest(104, "pve1", 1, tags=(WEB,)),
    guest(105, "pve2", 1, tags=("plb_ignore_me",)),
    guest(106, "pve1", 1, kind=CT),
    guest(107, "pve1", 3, running=False),
    guest(108, "pve1", 1, name="twin"),
    guest(109, "pve3", 1, name="twin"),
    guest(110, "pve1", 1, tags=("plb_pin_pve2",)),
    guest(111, "pve1", 1, tags=("plb_pin_gone",)),
    guest(112, "old", 1),
    guest(113, "pve9", 1),
    guest(114, "pve1", 31),
)
SCENES: dict[str, Scene] = {
    "spread": Scene(THREE, (guest(100, "pve1"), guest(101, "pve2"))),
    "one move": Scene(THREE, (guest(100, "pve1", 4),)),
    "spread of CPU": Scene(
        (node("pve1", **other("cpu", 12, 16)), node("pve2", **other("cpu", 4, 16))),
        (guest(100, "pve1", **other("cpu", 0.8, 4)), guest(101, "pve1", **other("cpu", 0.2, 4))),
        {"method": "cpu", "balance_larger_guests_first": True},
    ),
    "spread of disk": Scene(
        (node("pve1", **other("disk", 80 * GIB, 100 * GIB)), node("pve2", **other("disk", 10 * GIB, 100 * GIB))),
        (guest(100, "pve1", kind=CT, **other("disk", 20 * GIB, 40 * GIB)),),
        {"method": "disk"},
    ),
    "spread of what is assigned": Scene(
        THREE, (guest(100, "pve1", 8), guest(101, "pve1", 4), guest(102, "pve2", 1)), {"mode": "assigned"}
    ),
    "a spread just above the limit": Scene((node("pve1", 11.2013), node("pve2", 8))),
    "a spread at the limit": Scene((node("pve1", 11.2), node("pve2", 8)), (guest(100, "pve1"),), {"balanciness": 10}),
    "memory threshold": Scene((node("pve1", 16),), (guest(100, "pve1"),), {"memory_threshold": 50}),
    "CPU threshold": Scene(
        (node("pve1", **other("cpu", 8, 16)),), (guest(100, "pve1"),), {"method": "cpu", "cpu_threshold": 45}
    ),
    "disk threshold": Scene(
        (node("pve1", **other("disk", 61 * GIB, 100 * GIB)), node("pve2", **other("disk", 60 * GIB, 100 * GIB))),
        (guest(100, "pve2"), guest(101, "pve1")),
        {"method": "disk", "disk_threshold": 61},
    ),
    "thresholds of other methods": Scene(EVEN, (), {"cpu_threshold": 1, "disk_threshold": 1}),
    "balanced": Scene(EVEN, (guest(100, "pve1"),)),
    "balanced by the moves before": Scene(
        (node("pve1", 12), node("pve2", 8)), (guest(100, "pve1", 2), guest(101, "pve1", 3), guest(102, "pve1", 3))
    ),
    "off": Scene(THREE, (guest(100, "pve1"), guest(101, "pve2")), {"enable": False}),
    "off and balanced": Scene(EVEN, (guest(100, "pve1"),), {"enable": False}),
    "broken anti-affinity": Scene(EVEN, tuple(guest(vmid, "pve1", 1, tags=(DB,)) for vmid in (100, 101, 102))),
    "enforced pinning": Scene(EVEN, (guest(100, "pve1", 1, tags=("plb_pin_pve2",)),), {"enforce_pinning": True}),
    "no node": Scene((), (guest(100, "pve1"),)),
    "all in maintenance": Scene((node("pve1", maintenance=True),), (guest(100, "pve1"),)),
    "maintenance": Scene(
        (node("pve1", 16, maintenance=True), node("pve2", 30), node("pve3", 31)),
        (
            guest(100, "pve1", 4),
            guest(101, "pve1", tags=("plb_pin_pve3",)),
            guest(102, "pve1", tags=("plb_ignore",)),
            guest(103, "pve1", kind=CT),
        ),
        {"balance_types": ["vm"]},
    ),
    "psi": Scene(
        (node("pve1", 28, wait=50), node("pve2", 8, wait=30), node("pve3", 2)),
        (guest(100, "pve1", wait=50), guest(101, "pve1", wait=40), guest(102, "pve2", wait=5)),
        PSI,
    ),
    "psi of CPU": Scene(
        (node("pve1", 28, wait=50), node("pve2")), (guest(100, "pve1", wait=50),), {**PSI, "method": "cpu"}
    ),
    "psi by the averages alone": Scene(
        (node("pve1", 28, disk=waiting(some=10, full=10)), node("pve2", disk=waiting(some=10, full=9))),
        (guest(100, "pve1", disk=waiting(some=10, full=10)), guest(101, "pve2", disk=waiting(some=9, full=10))),
        {**PSI, "method": "disk"},
    ),
    "psi by the peaks alone": Scene(
        (node("pve1", 28, disk=waiting(full_spikes=20)), node("pve2", disk=waiting(some=99, full_spikes=19))),
        (guest(100, "pve1", disk=waiting(full_spikes=20)), guest(101, "pve2", disk=waiting(full=99, full_spikes=19))),
        {**PSI, "method": "disk"},
    ),
    "psi and nobody waits": Scene((node("pve1", 28, wait=9), node("pve2")), (guest(100, "pve1", wait=9),), PSI),
    "psi of many": Scene(
        tuple(node(f"pve{number}", 8 + number, wait=20) for number in range(4)),
        tuple(guest(100 + number, "pve3", wait=20 + number) for number in range(4)),
        PSI,
    ),
    "psi on Proxmox VE 8": Scene((node("pve1", 28, wait=50, version="8.4.1"), THREE[2]), (guest(100, "pve1"),), PSI),
    "psi without limits": Scene(THREE, (guest(100, "pve1", wait=99),), {"mode": "psi"}),
    "a zoo": Scene(THREE, ZOO, {"balance_types": ["vm"]}, {"ignored_nodes": frozenset({"old"})}),
    "a tight zoo": Scene(
        (node("pve1", 31), node("pve2", 24), node("pve3", 24, 26)),
        ZOO,
        {"balanciness": 1, "node_resource_reserve": {"pve3": {"memory": 4}, "pve1": {"memory": 33}}},
        {"ignored_nodes": frozenset({"old"})},
    ),
    "HA rules": Scene(
        THREE,
        tuple(guest(vmid, "pve1", 1) for vmid in range(100, 106)),
        {},
        {
            "ha_rules": (
                HaRule("apart", HaRuleKind.APART, (100, 101)),
                HaRule("together", HaRuleKind.TOGETHER, (102, 103)),
                HaRule("here", HaRuleKind.NODES, (104,), ("pve2",)),
                HaRule("first", HaRuleKind.NODES, (105,), ("pve2:2",)),
            )
        },
    ),
    "pools": Scene(
        THREE,
        tuple(guest(100 + number, "pve1", 1, pools=(pool,)) for number, pool in enumerate(("dev", "dev", "web", "db"))),
        {
            "pools": {
                "dev": {"type": "affinity", "pin": ["pve2", "gone"], "strict": False},
                "web": {"type": "anti-affinity"},
                "db": {"pin": ["PVE2"]},
            }
        },
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_a_plan_is_told(name: str) -> None:
    scene = SCENES[name]
    balancing = Balancing.model_validate({"enable": True, "balance_types": ["vm", "ct"], **scene.balancing})
    approve("plans", _told(PlanInput(scene.nodes, scene.guests, balancing, **scene.more)))


def _told(plan_input: PlanInput) -> Iterator[str]:
    plan, balancing = make_plan(plan_input), plan_input.balancing
    yield f"{summary(plan, balancing)}\n{trigger_sentence(plan, balancing)}"
    if found := compared(plan.before, balancing):
        yield f"triggers: {', '.join(plan.triggers)}; best node: {plan.best_node}; spread: {found.percent:.3f}"
    sentences = expectations(plan, balancing)
    for move in plan.moves:
        yield f"{_place(move)} -> {move.target}, {move.memory_bytes / GIB:g} GiB: {_expected(sentences[move.vmid])}"
    for stay in plan.stays:
        figures = ", ".join(f"{name} {getattr(stay, name)}" for name in FIGURES if getattr(stay, name) is not None)
        expected = _expected(sentences[stay.vmid])
        yield f"{_place(stay)}: {STAY_TITLES[stay.reason]}. {expected}\n  ({figures or 'no figures'})"
    for warning in plan.warnings:
        percent = "" if warning.percent is None else f", {warning.percent:.3f} %"
        yield f"{warning.kind} ({warning.node}, {warning.guest}{percent}): {warning.message}"


def _place(one: Move | Stay) -> str:
    node = one.source if isinstance(one, Move) else one.node
    return f"{one.guest} ({one.kind} {one.vmid}) on {node}"


def _expected(found: Expected) -> str:
    return f"{found.sentence} [{found.would}, {found.reason}, {found.target}]"
