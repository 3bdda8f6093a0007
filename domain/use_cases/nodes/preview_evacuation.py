"""What becomes of a node's guests once it is in maintenance, or is so no more; nothing is changed."""

from dataclasses import dataclass

from proxlb_ui.domain.errors import NotFound
from proxlb_ui.domain.judge.loads.peaks import Headroom, headrooms
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.model.cluster.maintenance import maintenance_sources
from proxlb_ui.domain.model.settings.values.settings import ProxmoxCluster
from proxlb_ui.domain.planner.compared import summary
from proxlb_ui.domain.planner.evacuation import Evacuation, evacuation
from proxlb_ui.domain.planner.what_if import WhatIf
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.plan.preview_plan import Preview, PreviewPlan, settings_in, snapshot_in


@dataclass(frozen=True, slots=True)
class EvacuationPreview:
    """The evacuation, the plan it is part of, the state of the file it was made for, and who keeps the node closed.

    headrooms tell of each node that guests come to how full it gets, on the way and in the end, the fullest first.
    """

    enabled: bool
    evacuation: Evacuation
    preview: Preview
    digest: str
    still: tuple[str, ...]
    headrooms: tuple[Headroom, ...] = ()

    @property
    def summary(self) -> str:
        """The outcome in one sentence: of the evacuation, or of the plan once the node is back."""
        return self.evacuation.summary if self.enabled else summary(self.preview.plan, self.preview.settings.balancing)


class PreviewEvacuation:
    """Plans with exactly the settings that the switch would save."""

    def __init__(self, plans: PreviewPlan, cluster: WatchCluster, clock: Clock) -> None:
        self._plans = plans
        self._cluster = cluster
        self._clock = clock

    async def of(self, name: str, *, enabled: bool = True) -> EvacuationPreview:
        """The next run with the node in maintenance_nodes, or out of it; raises NotFound for an unknown node."""
        view = self._cluster.view
        file = settings_in(view)
        node = next((one for one in snapshot_in(view).nodes if one.name == name), None)
        if node is None:
            raise NotFound(f"There is no node {name!r} in this cluster.", "Exact names count.")
        cluster = _switched(file.settings.proxmox_cluster, name, enabled)
        preview = await self._plans.supposing(WhatIf(cluster=cluster))
        now = self._clock.now().astimezone()
        sources = maintenance_sources(node, file.settings, now)
        loads = TrueLoads(preview.snapshot, preview.settings, now)
        return EvacuationPreview(
            enabled,
            evacuation(name, preview.plan, preview.snapshot.guests, view.ha_rules or (), preview.settings.balancing),
            preview,
            file.digest,
            tuple(source for source in sources if source != "settings"),
            headrooms(loads, preview.plan.moves, preview.settings.balancing),
        )


def _switched(cluster: ProxmoxCluster, name: str, enabled: bool) -> ProxmoxCluster:
    names = [one for one in cluster.maintenance_nodes if one != name]
    return cluster.model_copy(update={"maintenance_nodes": [*names, name] if enabled else names})
