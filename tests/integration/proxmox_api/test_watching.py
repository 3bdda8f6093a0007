"""The poller over the real reader: a cluster that goes away and comes back."""

from pathlib import Path

from blockbuster import blockbuster_ctx
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.proxmox_api.reader import ProxmoxClusterReader
from proxlb_ui.domain.model.cluster.connection import ConnectionState, PveConnection
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

from tests.integration.proxmox_api.stub import Answer, Stub
from tests.unit.domain.examples import RAW


async def test_a_cluster_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    stub, clock = Stub(tmp_path), FakeClock()
    hosts = (("127.0.0.1", stub.port),)
    connection = PveConnection(hosts, "proxlb@pve", token_id="t", token_secret="s", ca_file=stub.ca_file)

    async def known() -> PveConnection:
        return connection

    reader = ProxmoxClusterReader(known, clock)
    watch = WatchCluster(reader, InMemorySettingsStore(RAW), clock)
    good = dict(stub.answers)
    with blockbuster_ctx():
        await watch.refresh()
        assert watch.view.connection.state is ConnectionState.OK
        assert watch.view.facts.version == "9.1.1"
        for trouble, state in (
            (Answer(status=500, reason="cluster not ready - no quorum?"), ConnectionState.UNREACHABLE),
            (Answer(status=403, reason="Permission check failed"), ConnectionState.FORBIDDEN),
            (Answer(drop=True), ConnectionState.UNREACHABLE),
        ):
            stub.everything(trouble)
            await watch.refresh()
            assert watch.view.connection.state is state
            assert watch.view.connection.message
            assert watch.view.snapshot is not None
            stub.answers = dict(good)
            await watch.refresh()
            assert watch.view.connection.state is ConnectionState.OK
        await reader.close()
    stub.stop()
