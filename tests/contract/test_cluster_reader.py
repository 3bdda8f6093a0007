"""The fake and the real reader keep the same promises; the real one speaks to a scripted host over HTTPS."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.cluster.task import TaskOutcome, TaskState
from proxlb_ui.domain.model.settings.values.settings import Method

from tests.contract.suites.cluster_reader import Cluster, ClusterReaderContract
from tests.integration.proxmox_api.stub import GUEST, NODE, Answer, Stub
from tests.unit.domain.examples import guest, node, snapshot, task

LOG = ("2026-03-02 12:00:00 starting migration of VM 100 to node 'pve2' (192.0.2.2)", "TASK OK")


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[None]:
    with blockbuster_ctx():
        yield


class TestInMemory(ClusterReaderContract):
    @pytest.fixture
    def reader(self) -> InMemoryClusterReader:
        nodes = [node("pve1"), node("pve2")]
        guests = [guest(100, tags=("a",)), guest(101, "pve2")]
        known = snapshot(nodes, guests, tasks=(task(100),))
        made = InMemoryClusterReader(known, ClusterFacts(version="9.1.1"), {task(100).upid: LOG})
        made.ha_rules = (HaRule("here", HaRuleKind.NODES, (100,), ("pve1:1",)),)
        made.histories = {"pve1": History(0.5, {Method.CPU: MeasuredPressure(some=4)}), 100: History(0.25)}
        made.task_outcomes[task(100).upid] = TaskOutcome(TaskState.OK)
        return made

    @pytest.fixture
    def cluster(self) -> Cluster:
        return Cluster(frozenset({"pve1", "pve2"}), frozenset({100, 101}), task(100).upid)


class TestProxmoxApi(ClusterReaderContract):
    @pytest.fixture
    def stub(self, tmp_path: Path) -> Iterator[Stub]:
        upid = task(100).upid
        row: dict[str, Any] = {"upid": upid, "node": "pve1", "type": "qmigrate", "id": "100", "user": "root@pam"}
        answers = {
            "/cluster/resources": Answer([GUEST, {**NODE, "node": "pve2"}, NODE]),
            "/cluster/tasks": Answer([{**row, "starttime": 1772452800, "endtime": 1772452805, "status": "OK"}]),
            "/cluster/ha/rules": Answer(
                [{"rule": "r", "type": "node-affinity", "nodes": "pve1", "resources": "vm:100"}]
            ),
            "/nodes/pve1/rrddata": Answer([{"time": 1, "cpu": 0.5, "pressurecpusome": 4}]),
            "/nodes/pve1/qemu/100/rrddata": Answer([{"time": 1, "cpu": 0.25}]),
            "/nodes/pve2/version": Answer({"version": "9.1.1"}),
            f"/nodes/pve1/tasks/{upid}/status": Answer({"status": "stopped", "exitstatus": "OK"}),
            f"/nodes/pve1/tasks/{upid}/log": Answer([{"n": n, "t": text} for n, text in enumerate(LOG, 1)]),
        }
        made = Stub(tmp_path, answers)
        yield made
        made.stop()

    @pytest.fixture
    async def reader(self, stub: Stub) -> AsyncIterator[ProxmoxClusterReader]:
        hosts = (("127.0.0.1", stub.port),)
        connection = PveConnection(hosts, "proxlb@pve", token_id="t", token_secret="s", ca_file=stub.ca_file)

        async def known() -> PveConnection:
            return connection

        made = ProxmoxClusterReader(known, FakeClock())
        yield made
        await made.close()

    @pytest.fixture
    def cluster(self) -> Cluster:
        return Cluster(frozenset({"pve1", "pve2"}), frozenset({100}), task(100).upid)
