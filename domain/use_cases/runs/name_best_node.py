"""The best node for a new guest: what ProxLB itself just said, or else what the planner says."""

from datetime import datetime, timedelta

from proxlb_ui.domain.model.cluster.cluster import NodeStatus
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.runs.engine_run import RunKind
from proxlb_ui.domain.model.runs.run import Run, RunState
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings
from proxlb_ui.domain.planner.best_node_answer import BestNodeAnswer
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.plan.preview_plan import BestNodePreview, PreviewPlan, by_method_and_mode
from proxlb_ui.domain.use_cases.runs.run_engine import RunEngine

FRESH = timedelta(minutes=5)


class NameBestNode:
    """Prefers the engine's own answer as long as nothing it depends on has changed."""

    def __init__(self, plans: PreviewPlan, engine: RunEngine, cluster: WatchCluster, clock: Clock) -> None:
        self._plans = plans
        self._engine = engine
        self._cluster = cluster
        self._clock = clock

    async def __call__(self, method: Method | None = None, mode: Mode | None = None) -> BestNodePreview:
        """The best node by this method and mode; those of the settings when None."""
        view = self._cluster.view
        if view.settings is not None:
            wanted = by_method_and_mode(view.settings.settings, method, mode)
            for run in self._engine.runs:
                if self._holds(run, view) and self._engine.settings_of(run.id) == wanted:
                    return _said_by_engine(run, wanted)
        return await self._plans.best_node(method, mode)

    def _holds(self, run: Run, view: ClusterView) -> bool:
        ended = run.kind is RunKind.BEST_NODE and run.state is RunState.DONE and run.ended_at is not None
        if not ended or run.result is None or view.snapshot is None:
            return False
        fresh = run.ended_at is not None and self._clock.now() - run.ended_at <= FRESH
        online = {node.name for node in view.snapshot.nodes if node.status is NodeStatus.ONLINE}
        return fresh and run.result.best_node in online and not _moved_since(run.started_at, view)


def _moved_since(moment: datetime, view: ClusterView) -> bool:
    return any(one.ended_at is None or one.ended_at >= moment for one in view.migrations)


def _said_by_engine(run: Run, settings: Settings) -> BestNodePreview:
    node, balancing = run.result.best_node if run.result else None, settings.balancing
    sentence = f"ProxLB itself names {node}: it was asked for the best node, and no guest was moved since."
    answer = BestNodeAnswer(node, balancing.method, balancing.mode, None, sentence)
    return BestNodePreview(answer, run.started_at, by_engine=True)
