"""An evacuation shows how full the other nodes get, before anything is saved."""

from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import PreviewEvacuation

from tests.unit.domain.examples import GIB, NOON, guest, node, snapshot
from tests.unit.domain.plan.test_preview_plan import Bench


async def test_the_targets_of_an_evacuation_show_their_peak_and_their_headroom() -> None:
    """P17: 92 % were promised without a word, and 100 % reached on the way."""
    bench = Bench(balancing={"enable": True, "balance_types": ["vm"], "memory_threshold": 80})
    guests = [guest(100 + at, memory=Load(3 * GIB, 8 * GIB)) for at in range(2)]
    bench.reader.snapshot = snapshot([node("pve1", 12), node("pve2", 20)], guests)
    await bench.tick()
    found = await PreviewEvacuation(bench.plans, bench.watch, FakeClock(NOON)).of("pve1")
    assert [leaving.move.target for leaving in found.evacuation.leaves] == ["pve2", "pve2"]
    (room,) = found.headrooms
    assert (room.node, room.now_percent, room.peak_percent, room.end_percent) == ("pve2", 62.5, 81.25, 81.25)
    assert room.warning == "pve2 reaches 81 % used memory (6.0 GiB left); 80 % is the limit."
