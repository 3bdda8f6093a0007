"""What every ClusterReader does."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, timedelta

import pytest
from proxlb_ui.domain.errors import Invalid, ProxlbUiError
from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.task import TaskOutcome, TaskState
from proxlb_ui.domain.ports.cluster_reader import ClusterReader

BOUND_SECONDS = 20


@dataclass(frozen=True)
class Cluster:
    """What the cluster behind the reader really holds; task is the UPID of one whose log has begun."""

    nodes: frozenset[str]
    vmids: frozenset[int]
    task: str


class ClusterReaderContract:
    """Subclasses supply the fixtures `reader` and `cluster`."""

    async def test_a_snapshot_holds_every_node_and_guest_in_order(
        self, reader: ClusterReader, cluster: Cluster
    ) -> None:
        async with asyncio.timeout(BOUND_SECONDS):
            snapshot = await reader.read_snapshot()
        names = [node.name for node in snapshot.nodes]
        vmids = [guest.vmid for guest in snapshot.guests]
        assert names == sorted(cluster.nodes)
        assert vmids == sorted(cluster.vmids)
        assert {guest.node for guest in snapshot.guests} <= cluster.nodes
        assert snapshot.taken_at.utcoffset() == timedelta(0)

    async def test_figures_are_plausible(self, reader: ClusterReader) -> None:
        snapshot = await reader.read_snapshot()
        for node in snapshot.nodes:
            if node.status is NodeStatus.ONLINE:
                assert node.memory.percent is not None
                assert 0 <= node.memory.percent <= 100
        for guest in snapshot.guests:
            assert guest.name
            assert all(guest.tags)
            if guest.running:
                assert guest.memory.total
                assert guest.cpu.used is not None
                assert guest.cpu.total is not None
                assert 0 <= guest.cpu.used <= guest.cpu.total * 1.5

    async def test_tasks_carry_their_times_in_utc(self, reader: ClusterReader, cluster: Cluster) -> None:
        snapshot = await reader.read_snapshot()
        assert cluster.task in {task.upid for task in snapshot.tasks}
        for task in snapshot.tasks:
            assert task.started_at.tzinfo is UTC
            assert task.ended_at is None or task.ended_at >= task.started_at

    async def test_facts_name_the_version(self, reader: ClusterReader, cluster: Cluster) -> None:
        async with asyncio.timeout(BOUND_SECONDS):
            facts = await reader.read_facts()
        assert facts.version[:1].isdigit()
        assert set(facts.node_versions) <= cluster.nodes
        assert facts.missing_privileges == ()

    async def test_ha_rules_name_guests_and_nodes_of_the_cluster(self, reader: ClusterReader, cluster: Cluster) -> None:
        async with asyncio.timeout(BOUND_SECONDS):
            rules = await reader.read_ha_rules()
        assert rules
        for rule in rules:
            assert rule.name
            assert set(rule.vmids) <= cluster.vmids
            assert set(rule.node_names) <= cluster.nodes

    async def test_histories_are_shares_and_percentages(self, reader: ClusterReader) -> None:
        snapshot = await reader.read_snapshot()
        subjects = [snapshot.nodes[0], *snapshot.guests[:2]]
        async with asyncio.timeout(BOUND_SECONDS):
            found = await reader.read_histories(subjects, spikes=True)
        assert snapshot.nodes[0].name in found
        for history in found.values():
            assert 0 <= (history.cpu_share or 0) <= 1.5
            for pressure in history.pressure.values():
                assert 0 <= pressure.some <= 100
                assert 0 <= pressure.full_spikes <= 100

    async def test_a_task_log_comes_from_its_beginning(self, reader: ClusterReader, cluster: Cluster) -> None:
        whole = await reader.read_task_log(cluster.task)
        assert whole
        assert await reader.read_task_log(cluster.task, 1) == whole[:1]
        assert await reader.read_task_log(cluster.task, start=1) == whole[1:]

    async def test_a_task_that_ended_tells_how_and_one_that_runs_tells_nothing(
        self, reader: ClusterReader, cluster: Cluster
    ) -> None:
        snapshot = await reader.read_snapshot()
        task = next(task for task in snapshot.tasks if task.upid == cluster.task)
        outcome = await reader.read_task_outcome(cluster.task)
        if task.state is TaskState.RUNNING:
            assert outcome is None
        else:
            assert outcome == TaskOutcome(task.state, task.message)

    @pytest.mark.parametrize("upid", ["", "nonsense", "UPID:../../x:00000001:00000001:00000001:a:b:c:"])
    async def test_a_malformed_upid_is_invalid(self, reader: ClusterReader, upid: str) -> None:
        with pytest.raises(Invalid) as caught:
            await reader.read_task_log(upid)
        assert caught.value.hint
        with pytest.raises(Invalid):
            await reader.read_task_outcome(upid)

    async def test_an_unknown_task_is_an_error_of_ours(self, reader: ClusterReader, cluster: Cluster) -> None:
        node = min(cluster.nodes)
        with pytest.raises(ProxlbUiError):
            await reader.read_task_log(f"UPID:{node}:0000DEAD:0000BEEF:5F000000:qmigrate:99999:root@pam:")

    async def test_many_may_read_at_once(self, reader: ClusterReader) -> None:
        async with asyncio.timeout(BOUND_SECONDS):
            snapshots = await asyncio.gather(*(reader.read_snapshot() for _ in range(5)))
        assert len({snapshot.nodes[0].name for snapshot in snapshots}) == 1

    async def test_closing_twice_is_fine(self, reader: ClusterReader) -> None:
        await reader.read_snapshot()
        await reader.close()
        await reader.close()
