"""The number ProxLB compares: which nodes are the extremes, how far they are apart, and what follows."""

from collections.abc import Sequence

from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.planner.plan import NodeLoads, Plan, Trigger
from proxlb_ui.domain.planner.sentences import driver_clause, figure, resource
from proxlb_ui.domain.planner.steps.balance_check import threshold


def compared(nodes: Sequence[NodeLoads], balancing: Balancing) -> Spread | None:
    """The extremes by the method and mode of the settings; None without nodes."""
    if not nodes:
        return None
    values = [(node.compared(balancing.method, balancing.mode), node.name) for node in nodes]
    highest, lowest = max(values, key=_percent), min(values, key=_percent)
    return Spread(highest[0] - lowest[0], highest[1], lowest[1], highest[0])


def _percent(value: tuple[float, str]) -> float:
    return value[0]


def trigger_sentence(plan: Plan, balancing: Balancing) -> str:
    """Why ProxLB looks for moves, or why it does not."""
    found = compared(plan.before, balancing)
    if plan.ends_with is not None:
        return plan.ends_with.sentence
    if found is None:
        return "ProxLB sees no node."
    what = figure(balancing.method, balancing.mode)
    spread = percent_text(found.percent, balancing.balanciness)
    if plan.trigger is Trigger.PRESSURE:
        names = ", ".join((*plan.nodes_under_pressure, *plan.guests_under_pressure)[:5])
        return f"Tasks wait too long for {resource(balancing.method)} on {names}."
    if plan.trigger is Trigger.SPREAD:
        allowed = f"{balancing.balanciness} are allowed"
        return f"{found.highest} has {spread} percent points more {what} than {found.lowest}; {allowed}."
    if plan.trigger is Trigger.THRESHOLD:
        limit = threshold(balancing)
        return f"{found.highest} is at {percent_text(found.highest_percent, limit)} % {what}; the limit is {limit} %."
    if plan.trigger is Trigger.ENFORCE_AFFINITY:
        clause = driver_clause(plan.driver) if plan.driver else "a guest is not where its groups want it"
        return f"The nodes are balanced, but ProxLB moves guests all the same, because {clause}."
    if plan.trigger is Trigger.ENFORCE_PINNING:
        return "The nodes are balanced, but enforce_pinning makes ProxLB go on regardless."
    if plan.best_node is None:
        return "Every node is in maintenance, so ProxLB skips the run."
    if balancing.mode is Mode.PSI:
        return f"No node and no guest waits too long for {resource(balancing.method)}."
    return f"The {resource(balancing.method)} spread is {spread} of {balancing.balanciness} percent points allowed."


def summary(plan: Plan, balancing: Balancing) -> str:
    """The plan as one headline."""
    if plan.ends_with is not None:
        return f"No moves: ProxLB would end with {plan.ends_with.error} over {plan.ends_with.node}."
    if not plan.moves:
        reason = "balancing is off" if not balancing.enable else "nothing would move"
        return f"No moves: {reason}."
    count = f"{len(plan.moves)} move" + ("s" if len(plan.moves) > 1 else "")
    before, after = compared(plan.before, balancing), compared(plan.after, balancing)
    if before is None or after is None:
        return f"{count}."
    allowed = balancing.balanciness
    was, would = (percent_text(one.percent, allowed) for one in (before, after))
    return f"{count}: {resource(balancing.method)} spread from {was} % to {would} % ({allowed} % allowed)."


def allowed_percent(method: Method, mode: Mode, balancing: Balancing) -> float | None:
    """The permitted spread, or in mode psi the permitted peak of a node where the settings have one."""
    if mode is not Mode.PSI:
        return balancing.balanciness
    limits = getattr(balancing.psi.nodes, method.value) if balancing.psi else None
    return limits.pressure_spikes if limits else None


def explain(method: Method, mode: Mode, balancing: Balancing) -> str:
    """What ProxLB compares by this method and mode, and when it acts."""
    if mode is Mode.PSI:
        return (
            f"In mode psi ProxLB asks how long tasks waited for {resource(method)}: the averages of the last hour and "
            "the highest recent peaks, against the limits in the settings. The score is 100 minus the highest peak."
        )
    share = "the share of each node that its guests may use at most" if mode is Mode.ASSIGNED else "each node's use"
    text = (
        f"ProxLB compares {share} of {resource(method)}, nodes in maintenance included, and acts when the highest is "
        f"more than {balancing.balanciness} percent points above the lowest. The score is 100 minus that difference."
    )
    limit = threshold(balancing.model_copy(update={"method": method}))
    return f"{text} It also acts when a node reaches {limit} %." if limit else text
