"""How far a migration is, from Proxmox' log lines."""

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.model.cluster.task import TaskState
from proxlb_ui.domain.model.migrations.progress import progress_in
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.migrations.watch_progress import WatchProgress

from tests.unit.domain.examples import RAW, guest, node, snapshot, task

MEMORY = "migration active, transferred {} of 4.0 GiB VM-state, 110.5 MiB/s"


@pytest.mark.parametrize(
    ("lines", "percent"),
    [
        ([], None),
        (["starting migration of VM 100 to node 'pve2'"], None),
        ([MEMORY.format("1.0 GiB"), MEMORY.format("512.0 MiB")], 12.5),
        ([MEMORY.format("9.0 GiB")], 100.0),
        (["drive-scsi0: transferred 3.2 GiB of 32.0 GiB (10.00%) in 30s"], 10.0),
        (["migration active, transferred 1.0 GiB of 0.0 B VM-state"], None),
    ],
)
def test_the_newest_line_that_tells_it_counts(lines: list[str], percent: float | None) -> None:
    assert progress_in(lines) == percent


async def test_only_new_lines_are_read_and_what_was_told_is_kept() -> None:
    running = task(100, state=TaskState.RUNNING, ended_at=None)
    reader = InMemoryClusterReader(snapshot([node("pve1")], [guest(100)], tasks=(running,)))
    clock = FakeClock()
    cluster = WatchCluster(reader, InMemorySettingsStore(RAW), clock)
    progress = WatchProgress(cluster, reader, clock)
    reader.task_logs[running.upid] = ("starting migration", MEMORY.format("1.0 GiB"))
    await cluster.refresh()
    await progress.look()
    assert progress.percents == {running.upid: 25.0}
    reader.task_logs[running.upid] += ("some remark",)
    await progress.look()
    assert progress.percents == {running.upid: 25.0}
    reader.snapshot = snapshot([node("pve1")], [guest(100)])
    await cluster.refresh()
    await progress.look()
    assert progress.percents == {}
