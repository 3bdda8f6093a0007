"""The use cases over fakes, wired as the container wires them over adapters."""

from proxlb_ui.adapters.in_memory.cluster_reader import InMemoryClusterReader
from proxlb_ui.adapters.in_memory.engine_runner import InMemoryEngineRunner
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.adapters.in_memory.migration_history import InMemoryMigrationHistory
from proxlb_ui.adapters.in_memory.run_history import InMemoryRunHistory
from proxlb_ui.adapters.in_memory.service_control import InMemoryServiceControl
from proxlb_ui.adapters.in_memory.settings_editor import InMemorySettingsEditor
from proxlb_ui.adapters.in_memory.settings_store import InMemorySettingsStore
from proxlb_ui.adapters.in_memory.solver_reports import InMemorySolverReports
from proxlb_ui.adapters.in_memory.worker import InMemoryWorker
from proxlb_ui.adapters.system_clock import SystemClock
from proxlb_ui.domain.background import Background
from proxlb_ui.domain.ports.settings_editor import SettingsEditor
from proxlb_ui.domain.ports.settings_store import SettingsStore
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
from proxlb_ui.entrypoints.lifecycle import log_failure
from proxlb_ui.entrypoints.web.services import Services


def services_over(
    reader: InMemoryClusterReader,
    settings: SettingsStore,
    control: InMemoryServiceControl,
    source: InMemoryLogSource,
    runner: InMemoryEngineRunner | None = None,
    editor: SettingsEditor | None = None,
    background: Background | None = None,
) -> Services:
    """What the web application is given."""
    clock = SystemClock()
    hidden = HideSecrets(settings)
    cluster = WatchCluster(reader, hidden, clock)
    service = ControlService(control, clock)
    runs = TrackRuns(source, service, clock)
    worker = InMemoryWorker()
    execute_run = ExecuteRun(
        runner or InMemoryEngineRunner(),
        cluster,
        clock,
        worker,
        60,
        ReadSolverReport(InMemorySolverReports(), worker),
        service,
    )
    engine = RunEngine(execute_run, settings, cluster, runs, clock)
    plans = PreviewPlan(cluster, clock, worker, service)
    migrations = InMemoryMigrationHistory()
    kept_runs = KeepRuns(engine, InMemoryRunHistory(), migrations, cluster, clock)
    edits = EditSettings(editor or _editor_of(settings), cluster, service, worker, hidden)
    return Services(
        clock=clock,
        cluster=cluster,
        service=service,
        logs=FollowLogs(source, clock, background or Background(clock, log_failure)),
        export_log=ExportLog(source),
        runs=runs,
        engine=engine,
        setup=CheckSetup(settings, cluster, service, source),
        history=KeepMigrations(cluster, reader, migrations, AttributeMigrations(kept_runs, runs)),
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
