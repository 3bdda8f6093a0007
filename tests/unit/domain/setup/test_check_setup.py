"""The list of what the cockpit needs, each with cause and remedy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.domain.errors import Denied, NotFound, ProxlbUiError, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, Gap
from proxlb_ui.domain.model.log.lines import LogLevel, LogLine
from proxlb_ui.domain.model.service.service import ServiceState, ServiceStatus
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.setup.check_setup import CheckSetup, SetupItem

from tests.unit.domain.examples import RAW, guest, node, snapshot


class Observed:
    """A service that stands as it was put."""

    status: ServiceStatus | None = ServiceStatus(ServiceState.RUNNING, runtime="systemd")


class Bench:
    def __init__(self) -> None:
        self.store = InMemorySettingsStore(RAW)
        self.reader = InMemoryClusterReader(snapshot([node("pve1")], [guest(100)], host="pve1:8006"))
        self.service = Observed()
        self.log = InMemoryLogSource()
        self.watch = WatchCluster(self.reader, self.store, FakeClock())

    async def rows(self) -> dict[str, SetupItem]:
        items = await CheckSetup(self.store, self.watch, self.service, self.log).items()
        assert [item.id for item in items] == ["settings", "proxmox-api", "privileges", "service", "log"]
        assert all(item.title and item.looked_for and item.message for item in items)
        return {item.id: item for item in items}


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_everything_is_there(bench: Bench) -> None:
    bench.log.write(LogLine("1", datetime(2026, 3, 2, 12, tzinfo=UTC), LogLevel.INFO, "hello"))
    rows = await bench.rows()
    assert {row.state for row in rows.values()} == {"ok"}
    assert rows["proxmox-api"].message == "pve1:8006 answers: 1 node, 1 guest."
    assert "2026-03-02" in rows["log"].message


@pytest.mark.parametrize(
    ("problem", "fix"),
    [
        (NotFound("gone", "copy"), "cp /etc/proxlb"),
        (Denied("secret", "let"), "chown proxlb-ui"),
        (Unavailable("disk", "x"), ""),
    ],
)
async def test_settings_that_cannot_be_read(bench: Bench, problem: ProxlbUiError, fix: str) -> None:
    bench.store.problem = problem
    row = (await bench.rows())["settings"]
    assert (row.state, row.message, row.hint) == ("failed", problem.message, problem.hint)
    assert fix in row.fix


async def test_a_cluster_that_refuses_us(bench: Bench) -> None:
    bench.reader.problem = Denied("pve1 does not accept the credentials.", "Check them.")
    rows = await bench.rows()
    assert rows["proxmox-api"].state == "failed"
    assert rows["proxmox-api"].fix == "pveum user token add proxlb@pve main --privsep 0"
    assert rows["privileges"].state == "skipped"


async def test_missing_privileges_come_with_the_command(bench: Bench) -> None:
    bench.reader.facts = ClusterFacts(missing_privileges=("VM.Migrate",))
    row = (await bench.rows())["privileges"]
    assert row.state == "failed"
    assert "VM.Migrate" in row.message
    assert "--users proxlb@pve" in row.fix
    assert "--tokens 'proxlb@pve!main'" in row.fix


async def test_gaps_are_a_warning(bench: Bench) -> None:
    bench.reader.snapshot = replace(bench.reader.snapshot, gaps=(Gap("HA state", "refused", "grant"),))
    row = (await bench.rows())["privileges"]
    assert (row.state, row.message, row.hint) == ("warning", "refused", "grant")


async def test_no_runtime_is_a_warning_and_has_no_log(bench: Bench) -> None:
    bench.service.status = ServiceStatus(ServiceState.UNKNOWN, "none", message="No Docker, no systemd.", hint="Set it.")
    rows = await bench.rows()
    assert rows["service"].state == "warning"
    assert rows["service"].message == "No Docker, no systemd."
    assert "PROXLB_UI_RUNTIME" in rows["service"].fix
    assert rows["log"].state == "skipped"


async def test_a_failed_service_and_an_unreadable_log(bench: Bench) -> None:
    bench.service.status = ServiceStatus(ServiceState.FAILED, "systemd", message="It ended with code 1.")
    bench.log.break_down(Denied("The journal may not be read.", "Join the group."))
    rows = await bench.rows()
    assert (rows["service"].state, rows["service"].message) == ("failed", "It ended with code 1.")
    assert (rows["log"].state, rows["log"].message) == ("failed", "The journal may not be read.")
    assert "systemd-journal" in rows["log"].fix


async def test_a_log_that_docker_does_not_show_is_not_mended_with_a_group_of_the_journal(bench: Bench) -> None:
    bench.service.status = ServiceStatus(ServiceState.RUNNING, "docker")
    bench.log.break_down(Denied("The Docker engine does not let the cockpit do this.", "Allow it in the proxy."))
    row = (await bench.rows())["log"]
    assert (row.state, row.hint, row.fix) == ("failed", "Allow it in the proxy.", "")


async def test_a_service_nobody_has_looked_at_yet(bench: Bench) -> None:
    bench.service.status = None
    assert (await bench.rows())["service"].state == "warning"
