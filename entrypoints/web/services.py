"""What the web layer is given: the use cases, and how it is to be served."""

from dataclasses import dataclass

from domain.ports.clock import Clock
from domain.use_cases.check_setup import CheckSetup
from domain.use_cases.control_service import ControlService
from domain.use_cases.edit_settings import EditSettings
from domain.use_cases.export_log import ExportLog
from domain.use_cases.follow_logs import FollowLogs
from domain.use_cases.keep_migrations import KeepMigrations
from domain.use_cases.keep_runs import KeepRuns
from domain.use_cases.name_best_node import NameBestNode
from domain.use_cases.preview_evacuation import PreviewEvacuation
from domain.use_cases.preview_plan import PreviewPlan
from domain.use_cases.run_engine import RunEngine
from domain.use_cases.switch_nodes import SwitchNodes
from domain.use_cases.track_runs import TrackRuns
from domain.use_cases.watch_cluster import WatchCluster
from domain.use_cases.watch_progress import WatchProgress


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases behind the routes."""

    clock: Clock
    cluster: WatchCluster
    service: ControlService
    logs: FollowLogs
    export_log: ExportLog
    runs: TrackRuns
    engine: RunEngine
    setup: CheckSetup
    history: KeepMigrations
    kept_runs: KeepRuns
    progress: WatchProgress
    plans: PreviewPlan
    best_node: NameBestNode
    settings: EditSettings
    evacuations: PreviewEvacuation
    nodes: SwitchNodes


@dataclass(frozen=True, slots=True)
class WebConfig:
    """How the application presents itself."""

    base_path: str = ""
    version: str = "0"
