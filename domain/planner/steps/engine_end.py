"""ProxLB ending with an error of its own, told as what it divides by and what to do about it."""

from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.plan import ExpectedEnd
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.steps.loads import EngineEnds

_SHOWN = {Method.CPU: "no CPU cores", Method.MEMORY: "no memory", Method.DISK: "no disk"}
_ERROR = "ZeroDivisionError"


def engine_end(end: EngineEnds, plan_input: PlanInput) -> ExpectedEnd:
    """The error in a sentence: a node without a resource, or one whose memory the settings reserve to the last byte."""
    node = next(one for one in plan_input.nodes if one.name == end.node)
    if node.amount(end.method).total:
        cause = f"node_resource_reserve keeps all memory of {end.node} free, and ProxLB divides by what is left"
        return ExpectedEnd(_ERROR, end.node, f"{_ends()}: {cause}. Reserve less.")
    cause = f"Proxmox shows {_SHOWN[end.method]} of {end.node}, and ProxLB divides by it"
    return ExpectedEnd(_ERROR, end.node, f"{_ends()}: {cause}. Put {end.node} into ignore_nodes until it is back.")


def _ends() -> str:
    return f"ProxLB will end with {_ERROR} and move nothing"
