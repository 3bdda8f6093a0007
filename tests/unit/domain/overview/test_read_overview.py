"""The first page's figures."""

from datetime import timedelta

from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.rules.report import rule_report
from proxlb_ui.domain.model.service.activity import Activity
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.use_cases.overview.read_overview import GuestCounts, NodeCounts, Overview, overview_of

from tests.unit.domain.examples import NOON, RAW, guest, node, settings_file, snapshot, view

NODES = (
    node("pve1", 24),
    node("pve2", 8),
    node("pve3", ha_state="maintenance"),
    node("pve4", status=NodeStatus.OFFLINE),
    node("pve5", status=NodeStatus.UNKNOWN),
)
GUESTS = (
    guest(100),
    guest(101, kind=GuestKind.CT, status="stopped"),
    guest(102, status="paused", tags=("plb_ignore_me",)),
    guest(103, tags=("plb_pin_pve1",)),
    guest(104, pool="soft"),
)
FILE = settings_file(
    {
        **RAW,
        "balancing": {
            "enable": True,
            "balanciness": 7,
            "memory_threshold": 80,
            "pools": {"soft": {"type": "affinity", "pin": ["pve2"], "strict": False}},
        },
        "proxmox_cluster": {"maintenance_nodes": ["pve2"], "ignore_nodes": ["pve4"]},
    }
)


def overview(*guests: object, **changes: object) -> Overview:
    seen = view(snapshot(NODES, GUESTS), FILE, **changes)
    return overview_of(seen, Activity(), NOON + timedelta(minutes=1))


def test_nodes_are_counted_in_every_way() -> None:
    assert overview().nodes == NodeCounts(total=5, online=3, offline=2, maintenance=2, ignored=1)


def test_guests_are_counted_in_every_way() -> None:
    assert overview().guests == GuestCounts(total=5, vm=4, ct=1, running=3, stopped=1, other=1, ignored=1, pinned=1), (
        "a preference of a pool is no pin"
    )


def test_every_method_is_compared_and_the_chosen_one_is_marked() -> None:
    found = overview()
    assert [(one.method, one.mode) for one in found.comparisons] == [
        (method, mode) for method in Method for mode in (Mode.USED, Mode.ASSIGNED)
    ]
    (active,) = (one for one in found.comparisons if one.active)
    assert active.spread is not None
    assert (active.method, active.mode, active.allowed_percent) == (Method.MEMORY, Mode.USED, 7)
    assert (active.spread.highest, active.spread.highest_percent, active.spread.lowest_percent) == ("pve1", 75, 25)
    assert (found.threshold_percent, found.health.state) == (80, "unbalanced")


def test_pressure_is_compared_where_it_is_known() -> None:
    known = {"pve1": History(pressure={Method.CPU: MeasuredPressure(full_spikes=30.0)})}
    found = [one for one in overview(histories=known).comparisons if one.mode is Mode.PSI]
    assert [(one.method, one.spread and one.spread.highest_percent, one.allowed_percent) for one in found] == [
        (Method.CPU, 30.0, None)
    ]


def test_before_anything_is_known() -> None:
    nothing = overview_of(view(None), Activity(), NOON)
    assert (nothing.balancing, nothing.threshold_percent, nothing.comparisons) == (None, None, ())
    assert (nothing.nodes, nothing.guests, nothing.health.state) == (None, None, "unknown")
    unread = overview_of(view(None, FILE), Activity(), NOON)
    assert {one.spread for one in unread.comparisons} == {None}
    assert [one.method for one in unread.comparisons if one.active] == [Method.MEMORY]


def test_a_broken_rule_needs_attention() -> None:
    """P18: what is red on the Rules page is among the warnings of the overview."""
    apart = ("plb_anti_affinity_db",)
    seen = view(
        snapshot([node("pve1"), node("pve2")], [guest(100, tags=apart), guest(101, tags=apart)]), settings_file(RAW)
    )
    found = overview_of(seen, Activity(), NOON, rule_report(seen, NOON)).attentions
    assert [one.code for one in found if one.code.startswith("rule-broken")] == ["rule-broken-anti-affinity"]
    assert not [one for one in overview_of(seen, Activity(), NOON).attentions if one.code.startswith("rule-broken")]
