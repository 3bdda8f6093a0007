"""The planner's moves for the cluster as it is now, to be compared with the engine's."""

from datetime import datetime

from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.runs.move_comparison import PlannedMove
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input


def planned_moves(
    view: ClusterView, settings: Settings, now: datetime, version: str | None = None
) -> tuple[PlannedMove, ...] | None:
    """Every guest the calculation of this version gives another node, moved or not; None without a cluster."""
    snapshot = view.snapshot
    if snapshot is None or view.connection.state is not ConnectionState.OK:
        return None
    known = plan_input(
        snapshot,
        view.facts,
        settings,
        now.astimezone(),
        ha_rules=view.ha_rules or (),
        histories=view.histories,
        version=version,
    )
    plan = make_plan(known)
    reasons = {move.guest: move.reason.value for move in plan.moves}
    # ProxLB knows guests by name; of several with one name it sees the last.
    guests = {guest.name: guest for guest in snapshot.guests if guest.running}
    return tuple(
        PlannedMove(name, guests[name].vmid, guests[name].kind, guests[name].node, target, reasons.get(name))
        for name, target in plan.targets.items()
        if name in guests and guests[name].node != target
    )
