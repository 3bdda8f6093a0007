"""How full nodes get while guests move: at most, on the way, and in the end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.judge.loads.peaks import Headroom, headrooms
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import Move, MoveReason

from tests.unit.domain.examples import GIB, NOON, guest, node, settings, snapshot

NAMES = ("pve1", "pve2", "pve3")
NODES = [node("pve1", 20), node("pve2", 20), node("pve3", 10)]


def going(vmid: int, source: str, target: str) -> Move:
    return Move(f"vm{vmid}", vmid, GuestKind.VM, source, target, MoveReason.MAINTENANCE)


def rooms(moves: list[Move], sizes: dict[int, float], **balancing: Any) -> dict[str, Headroom]:
    guests = [guest(move.vmid, move.source, memory=Load(sizes[move.vmid] * GIB, 64 * GIB)) for move in moves]
    loads = TrueLoads(snapshot(NODES, guests), settings(), NOON)
    return {one.node: one for one in headrooms(loads, moves, Balancing.model_validate(balancing))}


def test_a_node_is_fuller_on_the_way_than_in_the_end() -> None:
    """P17: what comes is there before what leaves has gone."""
    moves = [going(100, "pve1", "pve2"), going(101, "pve2", "pve3")]
    found = rooms(moves, {100: 12, 101: 6})["pve2"]
    assert (found.now_percent, found.peak_percent, found.end_percent) == (62.5, 100, 81.25)
    assert (found.free_at_peak_bytes, found.limit_percent) == (0, 90)
    assert found.warning == (
        "pve2 reaches 100 % used memory on the way, and 81 % in the end (0.0 GiB left); 90 % is the limit."
    )
    other = [moves[1], moves[0]]
    assert rooms(other, {100: 12, 101: 6})["pve2"].peak_percent == 81.25, "in this order it has left before"
    together = rooms(other, {100: 12, 101: 6}, parallel=True, parallel_jobs=2)["pve2"]
    assert together.peak_percent == 100, "at once nobody knows which ends first"


@pytest.mark.parametrize(("threshold", "limit", "warned"), [(None, 90, False), (0, 90, False), (75, 75, True)])
def test_the_limit_is_the_users_own(threshold: int | None, limit: float, warned: bool) -> None:
    """P17: warned from the threshold in the settings, not only above what a node has."""
    found = rooms([going(100, "pve1", "pve2")], {100: 5}, memory_threshold=threshold)["pve2"]
    assert (found.peak_percent, found.limit_percent) == (78.125, limit)
    assert bool(found.warning) is warned
    if warned:
        assert found.warning == "pve2 reaches 78 % used memory (7.0 GiB left); 75 % is the limit."


@given(
    st.lists(
        st.tuples(st.sampled_from(("pve1", "pve2", "pve3")), st.sampled_from(("pve1", "pve2", "pve3"))), max_size=8
    ),
    st.integers(1, 4),
)
def test_the_peak_is_the_highest_of_every_order_of_ends(pairs: list[tuple[str, str]], jobs: int) -> None:
    """P17: by brute force over which migrations have ended when another begins."""
    moves = [going(100 + at, *pair) for at, pair in enumerate(pairs) if pair[0] != pair[1]]
    sizes = {move.vmid: 1 + at for at, move in enumerate(moves)}
    found = rooms(moves, sizes, parallel=True, parallel_jobs=jobs)
    for name, room in found.items():
        base = {"pve1": 20, "pve2": 20, "pve3": 10}[name]
        worst = base
        for position in range(len(moves)):
            came = sum(sizes[one.vmid] for one in moves[: position + 1] if one.target == name)
            left = sorted(sizes[one.vmid] for one in moves[:position] if one.source == name)
            gone = left[: max(0, len(left) - (jobs - 1))]
            worst = max(worst, base + came - sum(gone))
        assert room.peak_percent == pytest.approx(worst / 32 * 100)
