"""Which node ProxLB would name when asked for the best one, and by what figure."""

from dataclasses import dataclass

from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.sentences import figure, resource
from proxlb_ui.domain.planner.steps.best_node import BestNode
from proxlb_ui.domain.planner.steps.engine_end import engine_end
from proxlb_ui.domain.planner.steps.loads import EngineEnds, Loads
from proxlb_ui.domain.planner.steps.placed_guest import place_guests


@dataclass(frozen=True, slots=True)
class BestNodeAnswer:
    """The node (None when all are in maintenance), the figure it is best by, and a sentence."""

    node: str | None
    method: Method
    mode: Mode
    percent: float | None
    sentence: str


def best_node_answer(plan_input: PlanInput) -> BestNodeAnswer:
    """The best node as ProxLB finds it: it looks at loads only, never at rules."""
    balancing = plan_input.balancing
    loads = Loads(plan_input)
    try:
        loads.check_nodes()
        for guest in place_guests(plan_input, with_ha_rules=False).guests.values():
            loads.assign(guest)
    except EngineEnds as end:
        return BestNodeAnswer(None, balancing.method, balancing.mode, None, engine_end(end, plan_input).sentence)
    best = BestNode(loads, balancing)
    name, usable = best.overall(), sum(not node.maintenance for node in plan_input.nodes)
    percent = best.figure_of(name) if name is not None else None
    return BestNodeAnswer(name, balancing.method, balancing.mode, percent, _sentence(name, usable, percent, plan_input))


def _sentence(name: str | None, usable: int, percent: float | None, plan_input: PlanInput) -> str:
    balancing = plan_input.balancing
    if name is None or percent is None:
        return "There is no best node: no node is online outside maintenance."
    among = f"of the {usable} nodes outside maintenance" if usable > 1 else "and is the only node outside maintenance"
    if balancing.mode is Mode.PSI:
        return (
            f"{name} had the lowest peak of {resource(balancing.method)} pressure {among}: {percent_text(percent)} %."
        )
    return f"{name} has the least {figure(balancing.method, balancing.mode)} {among}: {percent_text(percent)} %."
