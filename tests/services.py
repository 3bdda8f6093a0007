"""The use cases over fakes, wired as the container wires them over adapters."""

from adapters.in_memory.cluster_reader import InMemoryClusterReader
from adapters.in_memory.engine_runner import InMemoryEngineRunner
from adapters.in_memory.log_source import InMemoryLogSource
from adapters.in_memory.migration_history import InMemoryMigrationHistory
from adapters.in_memory.run_history import InMemoryRunHistory
from adapters.in_memory.service_control import InMemoryServiceControl
from adapters.in_memory.settings_editor import InMemorySettingsEditor
from adapters.in_memory.settings_store import InMemorySettingsStore
from adapters.in_memory.solver_reports import InMemorySolverReports
from adapters.in_memory.worker import InMemoryWorker
from adapters.system_clock import SystemClock
from domain.ports.settings_editor import SettingsEditor
from domain.ports.settings_store import SettingsStore
from domain.use_cases.carry_out_run import CarryOutRun
from domain.use_cases.check_setup import CheckSetup
from domain.use_cases.control_service import ControlService
from domain.use_cases.edit_settings import EditSettings
from domain.use_cases.export_log import ExportLog
from domain.use_cases.follow_logs import FollowLogs
from domain.use_cases.hear_solver import HearSolver
from domain.use_cases.hide_secrets import HideSecrets
from domain.use_cases.keep_migrations import KeepMigrations
from domain.use_cases.keep_runs import KeepRuns
from domain.use_cases.name_best_node import NameBestNode
from domain.use_cases.preview_evacuation import PreviewEvacuation
from domain.use_cases.preview_plan import PreviewPlan
from domain.use_cases.run_engine import RunEngine
from domain.use_cases.switch_nodes import SwitchNodes
from domain.use_cases.tell_origins import TellOrigins
from domain.use_cases.track_runs import TrackRuns
from domain.use_cases.watch_cluster import WatchCluster
from domain.use_cases.watch_progress import WatchProgress
from entrypoints.web.services import Services


def services_over(
    reader: InMemoryClusterReader,
    settings: SettingsStore,
    control: InMemoryServiceControl,
    source: InMemoryLogSource,
    runner: InMemoryEngineRunner | None = None,
    editor: SettingsEditor | None = None,
) -> Services:
    """What the web application is given."""
    clock = SystemClock()
    hidden = HideSecrets(settings)
    cluster = WatchCluster(reader, hidden, clock)
    service = ControlService(control, clock)
    runs = TrackRuns(source, service, clock)
    worker = InMemoryWorker()
    carry_out = CarryOutRun(
        runner or InMemoryEngineRunner(), cluster, clock, worker, 60, HearSolver(InMemorySolverReports(), worker)
    )
    engine = RunEngine(carry_out, settings, cluster, runs, clock)
    plans = PreviewPlan(cluster, clock, worker)
    migrations = InMemoryMigrationHistory()
    kept_runs = KeepRuns(engine, InMemoryRunHistory(), migrations, cluster, clock)
    edits = EditSettings(editor or _editor_of(settings), cluster, service, hidden)
    return Services(
        clock=clock,
        cluster=cluster,
        service=service,
        logs=FollowLogs(source, clock),
        export_log=ExportLog(source),
        runs=runs,
        engine=engine,
        setup=CheckSetup(settings, cluster, service, source),
        history=KeepMigrations(cluster, reader, migrations, TellOrigins(kept_runs, runs)),
        kept_runs=kept_runs,
        progress=WatchProgress(cluster, reader, clock),
        plans=plans,
        best_node=NameBestNode(plans, engine, cluster, clock),
        settings=edits,
        evacuations=PreviewEvacuation(plans, cluster, clock),
        nodes=SwitchNodes(edits, cluster, service),
    )


def _editor_of(settings: SettingsStore) -> InMemorySettingsEditor:
    assert isinstance(settings, InMemorySettingsStore)
    return InMemorySettingsEditor(settings)
