"""The plan kept for everybody: made once per reading, told what it had to assume."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.domain.errors import Denied, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Node, NodeStatus
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.service.service import ServiceState, ServiceStatus
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.read_input import plan_input
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.plan.preview_plan import PreviewPlan

from tests.interleaving import Gates, interleave
from tests.unit.domain.examples import GIB, NOON, RAW, guest, node, settings, snapshot


class Bench:
    """A planner over fakes."""

    def __init__(self, **sections: Any) -> None:
        clock = FakeClock(NOON)
        nodes = [node("pve1", 28), node("pve2", 4)]
        self.reader = InMemoryClusterReader(snapshot(nodes, [guest(100)]), ClusterFacts(version="9.1.1"))
        self.store = InMemorySettingsStore({**RAW, **sections})
        self.watch = WatchCluster(self.reader, self.store, clock)
        self.worker = InMemoryWorker()
        self.plans = PreviewPlan(self.watch, clock, self.worker)

    async def tick(self) -> None:
        await self.watch.refresh()
        await self.plans.refresh()


async def test_one_calculation_serves_everybody_until_the_next_reading() -> None:
    bench = Bench()
    await bench.tick()
    assert bench.plans.latest is not None
    assert (await bench.plans.what_if({})) is bench.plans.latest
    await bench.plans.refresh()
    assert (bench.worker.done, bench.plans.change.count) == (1, 1)
    bench.reader.snapshot = snapshot([node("pve1", 8), node("pve2", 8)], [guest(100)])
    await bench.tick()
    assert bench.worker.done == 2
    assert bench.plans.latest.plan.moves == ()


async def test_a_supposition_is_calculated_and_not_kept() -> None:
    bench = Bench()
    await bench.tick()
    found = await bench.plans.what_if({"settings": {"balanciness": 100}})
    assert found.plan.moves == ()
    assert bench.plans.latest is not None
    assert [move.target for move in bench.plans.latest.plan.moves] == ["pve2"]


async def test_a_question_about_tags_reads_the_guests_anew_and_one_about_settings_does_not() -> None:
    bench = Bench()
    await bench.tick()
    assert bench.plans.latest is not None
    known = bench.plans.latest.input.guests
    assert (await bench.plans.what_if({"nodes": {"pve2": "maintenance"}})).input.guests is known
    tagged = await bench.plans.what_if({"tags": {"100": {"add": ["plb_ignore"]}}})
    assert tagged.input.guests[0].tags == ("plb_ignore",)
    assert bench.plans.latest.input.guests[0].tags == ()


async def test_without_a_cluster_or_settings_there_is_no_plan() -> None:
    bench = Bench()
    with pytest.raises(Unavailable):
        await bench.plans.what_if({})
    await bench.watch.refresh()
    bench.store.problem = Denied("The settings file may not be read.", "Check its permissions.")
    await bench.tick()
    assert bench.plans.latest is None
    with pytest.raises(Unavailable) as caught:
        await bench.plans.best_node()
    assert caught.value.message == "The settings file may not be read."


async def test_what_is_not_known_is_told() -> None:
    bench = Bench(balancing={"method": "cpu"}, solver={"enable": True, "mode": "active"})
    bench.reader.problem = None
    await bench.tick()
    assert bench.plans.latest is not None
    assert bench.plans.latest.assumptions == (
        "ProxLB's solver is active and decides in place of the algorithm shown here.",
        "The hour's CPU average of 1 guests is not known yet; their CPU of this moment counts.",
    )


async def test_pressure_that_was_not_read_counts_as_none() -> None:
    bench = Bench(balancing={"mode": "psi"})
    await bench.tick()
    assert bench.plans.latest is not None
    sentence = "The pressure of 3 nodes and guests is not known yet; they count as not waiting at all."
    assert sentence in bench.plans.latest.assumptions


async def test_a_guest_whose_hour_proxmox_does_not_know_counts_as_idle() -> None:
    """P15: ProxLB gets an empty answer and reckons with 0, whatever the guest does at this moment."""
    bench = Bench(balancing={"method": "cpu"})
    bench.reader.histories = {100: History()}
    await bench.tick()
    assert bench.plans.latest is not None
    assert bench.plans.latest.input.guests[0].cpu.used == 0.0
    assert bench.plans.latest.assumptions == (
        "Proxmox has no CPU history of 1 guest; ProxLB counts 0 for each of them.",
    )


def test_cores_of_a_limited_ct_are_cut_to_whole_ones() -> None:
    """P15, the same kind: ProxLB takes int() of the cores, so half a core is none."""
    limited = guest(100, cpu=Load(0.25, 1.5))
    found = plan_input(snapshot([node("pve1")], [limited]), ClusterFacts(), settings(), NOON)
    assert (found.guests[0].cpu.total, found.guests[0].cpu.used) == (1, pytest.approx(0.25 / 1.5))


async def test_pressure_that_was_read_is_assumed_no_more() -> None:
    bench = Bench(balancing={"mode": "psi"})
    calm = History(0.1, dict.fromkeys(Method, MeasuredPressure()))
    bench.reader.histories = {"pve1": calm, "pve2": calm, 100: calm}
    await bench.tick()
    assert bench.plans.latest is not None
    assert bench.plans.latest.assumptions == ()


async def test_the_best_node_by_any_method_and_mode() -> None:
    bench = Bench()
    await bench.tick()
    found = (await bench.plans.best_node()).answer
    assert (found.node, found.method, found.mode) == ("pve2", Method.MEMORY, Mode.USED)
    assert found.sentence == "pve2 has the least used memory of the 2 nodes outside maintenance: 12 %."
    assigned = (await bench.plans.best_node(mode=Mode.ASSIGNED)).answer
    assert (assigned.node, assigned.percent) == ("pve2", 0)


async def test_a_node_that_is_supposed_to_be_back_has_the_size_it_had() -> None:
    """P13: Proxmox forgets its size, and the plan reckoned with 0 bytes."""
    bench = Bench()
    disk = {"disk": Load(10 * GIB, 100 * GIB)}
    bench.reader.snapshot = snapshot([node("pve1", 28, **disk), node("pve2", 24, **disk)], [guest(100)])
    await bench.tick()
    gone = Node("pve2", NodeStatus.OFFLINE)
    bench.reader.snapshot = snapshot([node("pve1", 28, **disk), gone], [guest(100)])
    await bench.tick()
    found = await bench.plans.what_if({"nodes": {"pve2": "online"}})
    assert [move.target for move in found.plan.moves] == ["pve2"]
    back = next(one for one in found.judgement.before if one.name == "pve2")
    assert back.used[Method.MEMORY] == Load(0, 32 * GIB)
    assert found.assumptions == (
        "pve2 is offline: it is reckoned with the size it had (16 cores, 32.0 GiB of memory) and with nothing running "
        "on it.",
    )


async def test_a_node_nobody_knows_the_size_of_is_left_out() -> None:
    """P13: unknown is not zero."""
    bench = Bench()
    bench.reader.snapshot = snapshot([node("pve1", 28), Node("pve2", NodeStatus.OFFLINE)], [guest(100)])
    await bench.tick()
    found = await bench.plans.what_if({"nodes": {"pve2": "online"}})
    assert [one.name for one in found.plan.before] == ["pve1"]
    assert found.assumptions == ("pve2 is offline and its size is not known, so it is left out here.",)


async def test_a_node_that_is_supposed_to_fail_leaves_its_guests_somewhere() -> None:
    """P16: by what they use and by what they may use at most."""
    bench = Bench()
    big = {"memory": Load(2 * GIB, 40 * GIB)}
    bench.reader.snapshot = snapshot([node("pve1", 8), node("pve2", 8), node("pve3", 8)], [guest(100, **big)])
    await bench.tick()
    found = await bench.plans.what_if({"nodes": {"pve1": "offline"}})
    by_used, by_assigned = found.refuges
    assert (by_used.fits, by_assigned.left_over) == (True, (100,))
    assert found.assumptions == (
        "Without pve1 its one running guest fits on the other nodes, by used memory.",
        "Without pve1 1 of 1 running guest finds no node by assigned memory: vm100 (40.0 GiB).",
    )
    assert (await bench.plans.what_if({})).refuges == ()


async def test_every_plan_comes_with_its_judgement() -> None:
    """P1: as the version that runs would read the settings."""
    bench = Bench()
    await bench.tick()
    assert bench.plans.latest is not None
    found = bench.plans.latest.judgement
    assert found.verdict.kind == "helps"
    assert set(found.moves) == {100}


class Service:
    """One that was observed with a version."""

    def __init__(self, version: str | None) -> None:
        self.status: ServiceStatus | None = ServiceStatus(ServiceState.RUNNING, "docker", version=version)


async def test_the_plan_is_that_of_the_version_that_runs() -> None:
    """P8: and it is made anew when another one is seen to run."""
    bench = Bench(balancing={"enable": True, "balance_types": ["vm"], "ignore_guests": ["vm100"]})
    service = Service("2.3.0")
    plans = PreviewPlan(bench.watch, FakeClock(NOON), bench.worker, service)
    await bench.watch.refresh()
    await plans.refresh()
    assert plans.latest is not None
    assert (plans.latest.plan.moves, plans.latest.assumptions) == ((), ())
    service.status = Service("2.2.0").status
    await plans.refresh()
    assert [move.guest for move in plans.latest.plan.moves] == ["vm100"]
    assert plans.latest.assumptions == ("ProxLB 2.2.0 does not know ignore_guests, so it has no effect here.",)
    service.status = Service(None).status
    await plans.refresh()
    assert plans.latest.assumptions == ("ProxLB's version is not known; this is what 2.3.0 would do.",)


async def test_the_plan_says_where_the_order_decides() -> None:
    """P9"""
    bench = Bench()
    bench.reader.snapshot = snapshot([node("pve1", 28), node("pve2", 4), node("pve3", 4)], [guest(100)])
    await bench.tick()
    assert bench.plans.latest is not None
    assert bench.plans.latest.unsure == ("vm100",)
    assert "in an order of its own" in bench.plans.latest.assumptions[0]


@pytest.mark.timeout(300)  # a failure takes long to make small
@effort(max_examples=50)
@given(st.data())
def test_no_plan_is_followed_by_that_of_an_older_reading(data: st.DataObject) -> None:
    async def play() -> None:
        gates, bench, seconds = Gates(), Bench(), [0.0]
        bench.plans = PreviewPlan(bench.watch, FakeClock(NOON), gates.around(bench.worker))

        async def read() -> None:
            taken = bench.reader.snapshot.taken_at + timedelta(seconds=1)
            bench.reader.snapshot = replace(bench.reader.snapshot, taken_at=taken)
            await bench.watch.refresh()

        def check() -> None:
            if bench.plans.latest is not None:
                now = (bench.plans.latest.snapshot.taken_at - NOON).total_seconds()
                assert now >= seconds[-1]
                seconds.append(now)

        actions = data.draw(st.lists(st.sampled_from([read, bench.plans.refresh]), max_size=8), label="actions")
        await interleave(data, gates, actions, check)
        await read()
        await bench.plans.refresh()
        assert bench.plans.latest is not None
        assert bench.plans.latest.snapshot.taken_at == bench.reader.snapshot.taken_at

    asyncio.run(play())
