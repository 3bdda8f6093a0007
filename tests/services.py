"""The use cases over fakes, wired as the container wires them over adapters."""

from adapters.in_memory.cluster_reader import InMemoryClusterReader
from adapters.in_memory.log_source import InMemoryLogSource
from adapters.in_memory.migration_history import InMemoryMigrationHistory
from adapters.in_memory.service_control import InMemoryServiceControl
from adapters.in_memory.settings_editor import InMemorySettingsEditor
from adapters.in_memory.settings_store import InMemorySettingsStore
from adapters.system_clock import SystemClock
from domain.ports.settings_editor import SettingsEditor
from domain.ports.settings_store import SettingsStore
from domain.use_cases.check_setup import CheckSetup
from domain.use_cases.control_service import ControlService
from domain.use_cases.edit_settings import EditSettings
from domain.use_cases.export_log import ExportLog
from domain.use_cases.follow_logs import FollowLogs
from domain.use_cases.hide_secrets import HideSecrets
from domain.use_cases.keep_migrations import KeepMigrations
from domain.use_cases.track_runs import TrackRuns
from domain.use_cases.watch_cluster import WatchCluster
from domain.use_cases.watch_progress import WatchProgress
from entrypoints.web.services import Services


def services_over(
    reader: InMemoryClusterReader,
    settings: SettingsStore,
    control: InMemoryServiceControl,
    source: InMemoryLogSource,
    editor: SettingsEditor | None = None,
) -> Services:
    """What the web application is given."""
    clock = SystemClock()
    hidden = HideSecrets(settings)
    cluster = WatchCluster(reader, hidden, clock)
    service = ControlService(control, clock)
    return Services(
        clock=clock,
        cluster=cluster,
        service=service,
        logs=FollowLogs(source, clock),
        export_log=ExportLog(source),
        runs=TrackRuns(source, service, clock),
        setup=CheckSetup(settings, cluster, service, source),
        history=KeepMigrations(cluster, reader, InMemoryMigrationHistory(), clock),
        progress=WatchProgress(cluster, reader, clock),
        settings=EditSettings(editor or _editor_of(settings), cluster, service, hidden),
    )


def _editor_of(settings: SettingsStore) -> InMemorySettingsEditor:
    assert isinstance(settings, InMemorySettingsStore)
    return InMemorySettingsEditor(settings)
