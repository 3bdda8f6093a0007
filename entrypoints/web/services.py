"""What the web layer is given: the use cases, and how it is to be served."""

from dataclasses import dataclass

from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.log.export_log import ExportLog
from proxlb_ui.domain.use_cases.log.follow_logs import FollowLogs
from proxlb_ui.domain.use_cases.migrations.keep_migrations import KeepMigrations
from proxlb_ui.domain.use_cases.migrations.watch_progress import WatchProgress
from proxlb_ui.domain.use_cases.nodes.preview_evacuation import PreviewEvacuation
from proxlb_ui.domain.use_cases.nodes.switch_nodes import SwitchNodes
from proxlb_ui.domain.use_cases.plan.preview_plan import PreviewPlan
from proxlb_ui.domain.use_cases.runs.keep_runs import KeepRuns
from proxlb_ui.domain.use_cases.runs.name_best_node import NameBestNode
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.service.track_runs import TrackRuns
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings
from proxlb_ui.domain.use_cases.setup.check_setup import CheckSetup

API = "/api/v1"


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

    @property
    def api_path(self) -> str:
        """Where the routes of the subjects are, as a browser asks for them."""
        return self.base_path + API
