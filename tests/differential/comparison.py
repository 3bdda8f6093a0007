"""What differs between our plan and ProxLB's own."""

from typing import Any

from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.plan import NodeLoads, Plan, Trigger
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.planner import make_plan

from tests.differential.engine import Engine


def differences(engine: Engine, plan_input: PlanInput) -> list[str]:
    """One line per difference; empty when both would do the same."""
    return compare(make_plan(plan_input), engine.ask(plan_input))


def compare(plan: Plan, answer: dict[str, Any]) -> list[str]:
    """Targets, executed moves and loads; or the error with which ProxLB ends."""
    ours, theirs = (plan.ends_with.error if plan.ends_with else ""), str(answer.get("crash", ""))
    if ours or theirs:
        return [] if ours == theirs.partition(":")[0] else [f"ends with: ours {ours!r}, ProxLB's {theirs!r}"]
    found = [
        f"target of {name}: ours {plan.targets.get(name)}, ProxLB's {answer['targets'].get(name)}"
        for name in {**plan.targets, **answer["targets"]}
        if plan.targets.get(name) != answer["targets"].get(name)
    ]
    if list(plan.targets) != list(answer["targets"]):
        found.append("the guests differ in order or number")
    moves = [(move.guest, move.target) for move in plan.moves]
    if moves != list(answer["moves"].items()):
        found.append(f"moves: ours {moves}, ProxLB's {answer['moves']}")
    if plan.triggers and (Trigger.ENFORCE_AFFINITY in plan.triggers) != answer["enforce_affinity"]:
        found.append(f"enforce_affinity: ProxLB's {answer['enforce_affinity']}")
    return found + _loads("before", plan.before, answer) + _loads("after", plan.after, answer)


def _loads(moment: str, nodes: tuple[NodeLoads, ...], answer: dict[str, Any]) -> list[str]:
    ours = {node.name: {m.value: [node.used[m].used, node.assigned[m].used] for m in Method} for node in nodes}
    theirs = answer[moment]
    return [
        f"{moment} {name}: ours {ours[name]}, ProxLB's {theirs[name]}" for name in ours if ours[name] != theirs[name]
    ]
