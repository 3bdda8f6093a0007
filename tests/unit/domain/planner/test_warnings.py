"""Every quirk that hurts, in the smallest cluster that shows it."""

from collections.abc import Callable

import pytest
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.planner.plan import Plan, WarningKind

from tests.unit.domain.planner.inputs import guest, node, planned

FULL, HALF, EMPTY = node("pve1", 28), node("pve2", 16), node("pve3", 2)
LIMITS = {"memory": {"pressure_full": 10, "pressure_some": 10, "pressure_spikes": 10}}
PSI = {"mode": "psi", "psi": {"nodes": LIMITS, "guests": LIMITS}}
APART = ("plb_anti_affinity_db",)
Make = Callable[[], Plan]

WARNINGS: dict[WarningKind, tuple[Make, str]] = {
    WarningKind.MAINTENANCE_IGNORES_CAPACITY: (
        lambda: planned([node("pve1", 20, maintenance=True), node("pve2", 30)], [guest(100, "pve1", 8)]),
        "vm100 moves to pve2, whose memory would reach 119 %: emptying a node in maintenance ignores capacity.",
    ),
    WarningKind.MAINTENANCE_IGNORES_RULES: (
        lambda: planned([node("pve1", maintenance=True), HALF, EMPTY], [guest(100, "pve1", tags=("plb_pin_pve2",))]),
        "vm100 leaves pve1 for pve3 although it is pinned elsewhere: maintenance ignores pins.",
    ),
    WarningKind.MAINTENANCE_IGNORES_TYPES: (
        lambda: planned(
            [node("pve1", maintenance=True), EMPTY], [guest(100, "pve1", kind=GuestKind.CT)], balance_types=["vm"]
        ),
        "vm100 stays on pve1 in maintenance, because balance_types does not name its type.",
    ),
    WarningKind.TARGET_OVERLOADED: (
        lambda: planned(
            [node("pve1", 15, 16), node("pve2", 31), node("pve3", 10, 200)],
            [guest(100, "pve2", 8, tags=APART), guest(101, "pve3", tags=APART)],
            balanciness=5,
        ),
        "vm100 moves to pve1, whose memory would reach 144 %: anti-affinity is followed without checking the capacity.",
    ),
    WarningKind.PIN_IGNORES_CAPACITY: (
        lambda: planned([node("pve1", 31), node("pve2", 28), EMPTY], [guest(100, "pve1", 8, tags=("plb_pin_pve2",))]),
        "vm100 moves to pve2, whose memory would reach 112 %: a pin is followed without checking the capacity.",
    ),
    WarningKind.PIN_UNKNOWN: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", tags=("plb_pin_pve9",))]),
        "vm100 is pinned to pve9, which ProxLB does not see; the pin does nothing.",
    ),
    WarningKind.ENFORCE_AFFINITY_OVERRIDDEN: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], enforce_affinity=True),
        "ProxLB acts as if enforce_affinity were false, because every group is where it should be.",
    ),
    WarningKind.DUPLICATE_NAME: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", name="twin"), guest(101, "pve3", name="twin")]),
        "twin names two guests; ProxLB does not see the one with ID 100.",
    ),
    WarningKind.RESERVE_TOO_LARGE: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], node_resource_reserve={"pve1": {"memory": 64}}),
        "The reserve of 64 GiB is more memory than pve1 has; ProxLB does not apply it.",
    ),
    WarningKind.PHANTOM_LOAD: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1", tags=("plb_ignore",))]),
        "vm100 is ignored and stays on pve1, but ProxLB reckons as if it had moved to pve3.",
    ),
    WarningKind.NO_BALANCE_TYPES: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], balance_types=[]),
        "balance_types is empty, so ProxLB never migrates anything.",
    ),
    WarningKind.PRESSURE_UNSUPPORTED: (
        lambda: planned([node("pve1", version="8.4.1"), EMPTY], [guest(100, "pve1")], **PSI),
        "mode is psi, but a node runs Proxmox VE 8 or older: ProxLB turns balancing off.",
    ),
    WarningKind.NO_TARGET_NODE: (
        lambda: planned([node("pve1", maintenance=True)], [guest(100, "pve1")]),
        "Every node is in maintenance: ProxLB skips the whole run.",
    ),
    WarningKind.PRESSURE_TAKES_TWICE: (
        lambda: planned(
            [node("pve1", 30, wait=50), node("pve2", 4), node("pve3", 6)],
            [guest(100, "pve1", 1, wait=50), guest(101, "pve1", 2, wait=5), guest(102, "pve2", wait=20)],
            **PSI,
        ),
        "vm100 is given pve2, which was meant for vm101: mode psi takes it twice.",
    ),
    WarningKind.PROXLB_ENDS: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], node_resource_reserve={"pve1": {"memory": 32}}),
        "ProxLB will end with ZeroDivisionError and move nothing: node_resource_reserve keeps all memory of pve1 free, "
        "and ProxLB divides by what is left. Reserve less.",
    ),
    WarningKind.PRESSURE_WITHOUT_LIMITS: (
        lambda: planned([FULL, EMPTY], [guest(100, "pve1")], mode="psi"),
        "mode is psi, but the settings give no limits (psi), so ProxLB never finds a node or guest hot.",
    ),
}


@pytest.mark.parametrize("kind", list(WarningKind))
def test_every_quirk_is_told(kind: WarningKind) -> None:
    make, message = WARNINGS[kind]
    assert message in [warning.message for warning in make().warnings if warning.kind is kind]


def test_a_calm_cluster_has_nothing_to_warn_of() -> None:
    assert planned([node("pve1"), node("pve2")], [guest(100, "pve1")]).warnings == ()
