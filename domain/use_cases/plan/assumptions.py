"""What a plan had to assume, because nobody has told the cockpit yet or nobody ever can."""

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.history import HistoryNeed
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.settings import Method, Settings
from proxlb_ui.domain.model.wording import counted
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import features
from proxlb_ui.domain.use_cases.cluster.load_details import history_need


def assumptions(view: ClusterView, snapshot: ClusterSnapshot, settings: Settings, found: PlanInput) -> tuple[str, ...]:
    """What the calculation could not know, one sentence each."""
    told = []
    if settings.solver.enable and settings.solver.mode == "active":
        told.append("ProxLB's solver is active and decides in place of the algorithm shown here.")
    if view.ha_rules is None and features(found).ha_rules:
        told.append("The HA rules of Proxmox have not been read; none are assumed.")
    need = history_need(settings.balancing)
    unknown = _without_history(view, snapshot, need)
    if unknown and need.spikes:
        told.append(f"The pressure of {unknown} nodes and guests is not known yet; they count as not waiting at all.")
    elif unknown:
        told.append(f"The hour's CPU average of {unknown} guests is not known yet; their CPU of this moment counts.")
    if settings.balancing.method is Method.CPU and (silent := _silent_guests(view, snapshot)):
        told.append(f"Proxmox has no CPU history of {counted(silent, 'guest')}; ProxLB counts 0 for each of them.")
    return tuple(told)


def _without_history(view: ClusterView, snapshot: ClusterSnapshot, need: HistoryNeed) -> int:
    nodes = [node.name for node in snapshot.nodes if node.status is NodeStatus.ONLINE] if need.nodes else []
    guests = [guest.vmid for guest in snapshot.guests if guest.running] if need.guests else []
    return sum(key not in view.histories for key in (*nodes, *guests))


def _silent_guests(view: ClusterView, snapshot: ClusterSnapshot) -> int:
    found = (view.histories.get(guest.vmid) for guest in snapshot.guests if guest.running)
    return sum(history is not None and history.cpu_share is None for history in found)
