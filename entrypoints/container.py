"""Wiring: the one place where use cases meet adapters."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from dependency_injector import containers, providers
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.in_memory.run_history import InMemoryRunHistory
from proxlb_ui.adapters.proxmox_api import ProxmoxClusterReader
from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.adapters.sqlite_history import Database, Retention, SqliteMigrationHistory, SqliteRunHistory
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor, YamlSettingsStore
from proxlb_ui.domain.background import Background
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride, PveConnection, connection_from
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.migration_history import MigrationHistory
from proxlb_ui.domain.ports.run_history import RunHistory
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.ports.worker import Worker
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.log.export_log import ExportLog
from proxlb_ui.domain.use_cases.log.follow_logs import FollowLogs
from proxlb_ui.domain.use_cases.migrations.attribute_migrations import AttributeMigrations
from proxlb_ui.domain.use_cases.migrations.keep_migrations import KeepMigrations
from proxlb_ui.domain.use_cases.migrations.watch_progress import WatchProgress
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import PreviewEvacuation
from proxlb_ui.domain.use_cases.nodes.switch_nodes import SwitchNodes
from proxlb_ui.domain.use_cases.plan.preview_plan import PreviewPlan
from proxlb_ui.domain.use_cases.runs.execute_run import ExecuteRun
from proxlb_ui.domain.use_cases.runs.keep_runs import KeepRuns
from proxlb_ui.domain.use_cases.runs.name_best_node import NameBestNode
from proxlb_ui.domain.use_cases.runs.read_solver_report import ReadSolverReport
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings
from proxlb_ui.domain.use_cases.settings.hide_secrets import HideSecrets
from proxlb_ui.domain.use_cases.setup.check_setup import CheckSetup
from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.lifecycle import log_failure
from proxlb_ui.entrypoints.runtimes import runtime_of

HISTORY_FILE = "history.sqlite"


def _connection_source(settings: SettingsStore, override: ConnectionOverride) -> Callable[[], Awaitable[PveConnection]]:
    """Read the settings anew each time, so that an edited host or token takes effect without a restart."""

    async def connection() -> PveConnection:
        return connection_from((await settings.read()).settings.proxmox_api, override)

    return connection


def _histories(config: Config, clock: Clock) -> tuple[MigrationHistory, RunHistory]:
    if config.state_dir is None:
        return InMemoryMigrationHistory(), InMemoryRunHistory()
    kept = Retention(timedelta(days=config.history_days), config.history_megabytes << 20)
    database = Database(f"{config.state_dir}/{HISTORY_FILE}", kept)
    return SqliteMigrationHistory(database, clock), SqliteRunHistory(database, clock)


def _calculations() -> Worker:
    # Python calculates in one thread at a time anyway; two let a short calculation pass a long one.
    return BoundedThreads("calculations", at_once=2, waiting=16, turn_seconds=None)


class Container(containers.DeclarativeContainer):
    """Everything the program is made of, built once and on demand."""

    config = providers.Dependency(instance_of=Config)
    clock = providers.Singleton(SystemClock)
    background = providers.Singleton(Background, clock, log_failure)
    settings = providers.Singleton(HideSecrets, providers.Singleton(YamlSettingsStore, config.provided.proxlb_config))
    cluster_reader = providers.Singleton(
        ProxmoxClusterReader,
        providers.Callable(_connection_source, settings, config.provided.pve),
        clock,
        config.provided.default_ca_bundle,
    )

    runtime = providers.Singleton(runtime_of, config.provided.runtime, config, settings)
    service_control = runtime.provided.control
    log_source = runtime.provided.log
    engine_runner = runtime.provided.engine
    solver_reports = runtime.provided.solver_reports

    watch_cluster = providers.Singleton(
        WatchCluster, cluster_reader, settings, clock, interval_seconds=config.provided.refresh_seconds
    )
    worker = providers.Singleton(_calculations)
    control_service = providers.Singleton(ControlService, service_control, clock, read_only=config.provided.read_only)
    preview_plan = providers.Singleton(PreviewPlan, watch_cluster, clock, worker, control_service)
    export_log = providers.Singleton(ExportLog, log_source)
    follow_logs = providers.Singleton(FollowLogs, log_source, clock, background)
    track_runs = providers.Singleton(TrackRuns, log_source, control_service, clock)
    # One of its own: where many ask for plans at once the other turns work away, and a run would fail by it.
    run_worker = providers.Singleton(_calculations)
    execute_run = providers.Singleton(
        ExecuteRun,
        engine_runner,
        watch_cluster,
        clock,
        run_worker,
        config.provided.longest_run_seconds,
        providers.Singleton(ReadSolverReport, solver_reports, run_worker),
        control_service,
    )
    run_engine = providers.Singleton(RunEngine, execute_run, settings, watch_cluster, track_runs, clock)
    name_best_node = providers.Singleton(NameBestNode, preview_plan, run_engine, watch_cluster, clock)
    histories = providers.Singleton(_histories, config, clock)
    keep_runs = providers.Singleton(
        KeepRuns, run_engine, histories.provided[1], histories.provided[0], watch_cluster, clock
    )
    keep_migrations = providers.Singleton(
        KeepMigrations,
        watch_cluster,
        cluster_reader,
        histories.provided[0],
        providers.Singleton(AttributeMigrations, keep_runs, track_runs),
    )
    watch_progress = providers.Singleton(WatchProgress, watch_cluster, cluster_reader, clock)
    edit_settings = providers.Singleton(
        EditSettings,
        providers.Singleton(YamlSettingsEditor, config.provided.proxlb_config),
        watch_cluster,
        control_service,
        # One of its own: a save must not be turned away because many ask for plans.
        providers.Singleton(_calculations),
        settings,
        read_only=config.provided.read_only,
    )
    preview_evacuation = providers.Singleton(PreviewEvacuation, preview_plan, watch_cluster, clock)
    switch_nodes = providers.Singleton(SwitchNodes, edit_settings, watch_cluster, control_service)
    check_setup = providers.Singleton(CheckSetup, settings, watch_cluster, control_service, log_source)


def build_container(config: Config) -> Container:
    """The container for one configuration."""
    return Container(config=config)
