"""Small inputs for the planner, in GiB, that the tests bend to their needs."""

from collections.abc import Iterable
from typing import Any

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.history import MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import Move, Plan, Stay
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput
from proxlb_ui.domain.planner.planner import make_plan

GIB = 1024**3


def node(name: str, used: float = 8, total: float = 32, wait: float = 0, **changes: Any) -> NodeInput:
    """A node with so much memory used and its tasks waiting for it that long."""
    memory = Amount(used * GIB, total * GIB, MeasuredPressure(wait, wait, wait, wait))
    values = {"cpu": Amount(2, 16), "memory": memory, "disk": Amount(0, 100 * GIB), **changes}
    return NodeInput(name, **values)


def guest(vmid: int, on: str, used: float = 2, wait: float = 0, **changes: Any) -> GuestInput:
    """A VM with so much memory used out of twice that."""
    memory = Amount(used * GIB, 2 * used * GIB, MeasuredPressure(wait, wait, wait, wait))
    values = {"name": f"vm{vmid}", "kind": GuestKind.VM, "cpu": Amount(0.5, 2), "memory": memory, **changes}
    return GuestInput(vmid, node=on, **values)


def planned(nodes: Iterable[NodeInput], guests: Iterable[GuestInput], more: Any = None, **balancing: Any) -> Plan:
    """The plan under these balancing settings; `more` goes into the input itself."""
    section = Balancing.model_validate({"enable": True, "balance_types": ["vm", "ct"], **balancing})
    return make_plan(PlanInput(tuple(nodes), tuple(guests), section, **(more or {})))


def move_of(plan: Plan, vmid: int) -> Move:
    """The guest's move."""
    return next(move for move in plan.moves if move.vmid == vmid)


def stay_of(plan: Plan, vmid: int) -> Stay:
    """The reason for which the guest stays."""
    return next(stay for stay in plan.stays if stay.vmid == vmid)
