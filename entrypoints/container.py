"""Wiring: the one place where use cases meet adapters."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

from dependency_injector import containers, providers
from proxlb_ui.adapters.child_process import (
    ChildEngineRunner,
    ChildLogSource,
    ChildServiceControl,
    EngineProgram,
    LogRing,
)
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.in_memory.run_history import InMemoryRunHistory
from proxlb_ui.adapters.no_runtime import AbsentEngineRunner, AbsentLogSource, AbsentServiceControl
from proxlb_ui.adapters.proxmox_api import ProxmoxClusterReader
from proxlb_ui.adapters.solver_files import SolverDirectory, SolverOutOfReach
from proxlb_ui.adapters.sqlite_history import Database, Retention, SqliteMigrationHistory, SqliteRunHistory
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.adapters.worker_thread import WorkerThread
from proxlb_ui.adapters.yaml_settings import YamlSettingsEditor, YamlSettingsStore
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride, PveConnection, connection_from
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.migration_history import MigrationHistory
from proxlb_ui.domain.ports.run_history import RunHistory
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.log.export_log import ExportLog
from proxlb_ui.domain.use_cases.log.follow_logs import FollowLogs
from proxlb_ui.domain.use_cases.migrations.attribute_migrations import TellOrigins
from proxlb_ui.domain.use_cases.migrations.keep_migrations import KeepMigrations
from proxlb_ui.domain.use_cases.migrations.watch_progress import WatchProgress
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import PreviewEvacuation
from proxlb_ui.domain.use_cases.nodes.switch_nodes import SwitchNodes
from proxlb_ui.domain.use_cases.plan.preview_plan import PreviewPlan
from proxlb_ui.domain.use_cases.runs.execute_run import CarryOutRun
from proxlb_ui.domain.use_cases.runs.keep_runs import KeepRuns
from proxlb_ui.domain.use_cases.runs.name_best_node import NameBestNode
from proxlb_ui.domain.use_cases.runs.read_solver_report import HearSolver
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.find_runtime import find_runtime
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings
from proxlb_ui.domain.use_cases.settings.hide_secrets import HideSecrets
from proxlb_ui.domain.use_cases.setup.check_setup import CheckSetup
from proxlb_ui.entrypoints.config import Config

HISTORY_FILE = "history.sqlite"
ABSENT = "The cockpit was told that there is no ProxLB service to steer (PROXLB_UI_RUNTIME=none)."
WITHOUT_DBUS = Unavailable(
    "This installation lacks dbus-fast, which talks to systemd.", "Run: pip install 'proxlb-ui[systemd]'"
)
IN_DOCKER = "The solver's own report lies in ProxLB's Docker container, where the cockpit cannot read it."
ABSENT_HINT = "Set PROXLB_UI_RUNTIME=process to let the cockpit run ProxLB itself; everything else works without."


def _connection_source(settings: SettingsStore, override: ConnectionOverride) -> Callable[[], Awaitable[PveConnection]]:
    """Read the settings anew each time, so that an edited host or token takes effect without a restart."""

    async def connection() -> PveConnection:
        return connection_from((await settings.read()).settings.proxmox_api, override)

    return connection


def _docker(name: str, *arguments: Any) -> Any:
    # Imported when it is wanted: the docker SDK takes 170 ms and 10 MB, which other installs never need.
    from proxlb_ui.adapters import docker_engine

    return getattr(docker_engine, name)(*arguments)


def _systemd(name: str, *arguments: Any) -> Any:
    # The same, and only an extra of the package brings what it needs.
    from proxlb_ui.adapters import systemd_unit

    return getattr(systemd_unit, name)(*arguments)


async def with_runtime_found(config: Config) -> Config:
    """The configuration with `auto` replaced by what was found, and a runtime that cannot work by its reason."""
    if config.runtime == "systemd" and find_spec("dbus_fast") is None:
        return replace(config, runtime="none", runtime_note=f"{WITHOUT_DBUS.message} {WITHOUT_DBUS.hint}")
    if config.runtime != "auto":
        return config

    async def container_is_there() -> None:
        await _docker("DockerContainer", config.proxlb_container, config.docker_host).inspect()

    async def unit_is_there() -> None:
        if find_spec("dbus_fast") is None:
            raise WITHOUT_DBUS
        unit = _systemd("SystemdUnit", config.proxlb_unit)
        try:
            await unit.proxlb()
        finally:
            await unit.close()

    choice = await find_runtime(
        {
            "docker": (f"a Docker container named {config.proxlb_container}", container_is_there),
            "systemd": (f"a systemd unit named {config.proxlb_unit}", unit_is_there),
        }
    )
    return replace(config, runtime=choice.runtime, runtime_note=choice.note)


def _histories(config: Config, clock: Clock) -> tuple[MigrationHistory, RunHistory]:
    if config.state_dir is None:
        return InMemoryMigrationHistory(), InMemoryRunHistory()
    kept = Retention(timedelta(days=config.history_days), config.history_megabytes << 20)
    database = Database(f"{config.state_dir}/{HISTORY_FILE}", kept)
    return SqliteMigrationHistory(database, clock), SqliteRunHistory(database, clock)


def _absent(stand_in: Callable[[str, str], object], note: Any) -> providers.Provider:
    """What explains itself in place of a runtime that is not there."""
    return providers.Singleton(stand_in, note, ABSENT_HINT)


class Container(containers.DeclarativeContainer):
    """Everything the program is made of, built once and on demand."""

    config = providers.Dependency(instance_of=Config)
    clock = providers.Singleton(SystemClock)
    settings = providers.Singleton(HideSecrets, providers.Singleton(YamlSettingsStore, config.provided.proxlb_config))
    cluster_reader = providers.Singleton(
        ProxmoxClusterReader,
        providers.Callable(_connection_source, settings, config.provided.pve),
        clock,
        config.provided.default_ca_bundle,
    )

    engine = providers.Singleton(
        EngineProgram,
        config.provided.engine_python,
        config.provided.proxlb_config,
        config.provided.engine_environment,
        settings,
    )
    ring = providers.Singleton(LogRing)
    docker_container = providers.Singleton(
        _docker, "DockerContainer", config.provided.proxlb_container, config.provided.docker_host
    )
    unit = providers.Singleton(_systemd, "SystemdUnit", config.provided.proxlb_unit)
    journal = providers.Singleton(_systemd, "journal_of", config.provided.proxlb_unit)
    unit_log = providers.Singleton(_systemd, "JournalLogSource", journal, settings)
    absence = providers.Callable(lambda note: note or ABSENT, config.provided.runtime_note)
    runtime = config.provided.runtime
    service_control = providers.Selector(
        runtime,
        process=providers.Singleton(ChildServiceControl, engine, ring, autostart=config.provided.engine_autostart),
        docker=providers.Singleton(_docker, "DockerServiceControl", docker_container, settings),
        systemd=providers.Singleton(
            _systemd, "SystemdServiceControl", unit, unit_log, config.provided.engine_environment
        ),
        none=_absent(AbsentServiceControl, absence),
    )
    log_source = providers.Selector(
        runtime,
        process=providers.Singleton(ChildLogSource, ring),
        docker=providers.Singleton(_docker, "DockerLogSource", docker_container, settings),
        systemd=unit_log,
        none=_absent(AbsentLogSource, absence),
    )
    engine_runner = providers.Selector(
        runtime,
        process=providers.Singleton(ChildEngineRunner, engine),
        docker=providers.Singleton(_docker, "DockerEngineRunner", docker_container, settings),
        systemd=providers.Singleton(_systemd, "UnitEngineRunner", unit, config.provided.engine_environment, settings),
        none=_absent(AbsentEngineRunner, absence),
    )

    watch_cluster = providers.Singleton(
        WatchCluster, cluster_reader, settings, clock, interval_seconds=config.provided.refresh_seconds
    )
    worker = providers.Singleton(WorkerThread)
    control_service = providers.Singleton(ControlService, service_control, clock, read_only=config.provided.read_only)
    preview_plan = providers.Singleton(PreviewPlan, watch_cluster, clock, worker, control_service)
    export_log = providers.Singleton(ExportLog, log_source)
    follow_logs = providers.Singleton(FollowLogs, log_source, clock)
    track_runs = providers.Singleton(TrackRuns, log_source, control_service, clock)
    solver_directory = providers.Singleton(SolverDirectory)
    solver_reports = providers.Selector(
        runtime,
        process=solver_directory,
        docker=providers.Singleton(SolverOutOfReach, IN_DOCKER),
        systemd=solver_directory,
        none=providers.Singleton(SolverOutOfReach, absence),
    )
    # One of its own: where many ask for plans at once the other turns work away, and a run would fail by it.
    run_worker = providers.Singleton(WorkerThread)
    carry_out_run = providers.Singleton(
        CarryOutRun,
        engine_runner,
        watch_cluster,
        clock,
        run_worker,
        config.provided.longest_run_seconds,
        providers.Singleton(HearSolver, solver_reports, run_worker),
        control_service,
    )
    run_engine = providers.Singleton(RunEngine, carry_out_run, settings, watch_cluster, track_runs, clock)
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
        providers.Singleton(TellOrigins, keep_runs, track_runs),
    )
    watch_progress = providers.Singleton(WatchProgress, watch_cluster, cluster_reader, clock)
    edit_settings = providers.Singleton(
        EditSettings,
        providers.Singleton(YamlSettingsEditor, config.provided.proxlb_config),
        watch_cluster,
        control_service,
        settings,
        read_only=config.provided.read_only,
    )
    preview_evacuation = providers.Singleton(PreviewEvacuation, preview_plan, watch_cluster, clock)
    switch_nodes = providers.Singleton(SwitchNodes, edit_settings, watch_cluster, control_service)
    check_setup = providers.Singleton(CheckSetup, settings, watch_cluster, control_service, log_source)


def build_container(config: Config) -> Container:
    """The container for one configuration."""
    return Container(config=config)
