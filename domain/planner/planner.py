"""The whole calculation, in ProxLB's order of steps."""

from dataclasses import dataclass

from proxlb_ui.domain.model.settings.values.settings import Balancing, Mode
from proxlb_ui.domain.planner.explanation import Explanation
from proxlb_ui.domain.planner.plan import ExpectedEnd, Plan, Trigger
from proxlb_ui.domain.planner.plan_input import PlanInput
from proxlb_ui.domain.planner.sentences import driver_clause
from proxlb_ui.domain.planner.steps.affinity_check import enforcing_driver
from proxlb_ui.domain.planner.steps.balance_check import BalanceCheck
from proxlb_ui.domain.planner.steps.best_node import BestNode
from proxlb_ui.domain.planner.steps.decision import Decision
from proxlb_ui.domain.planner.steps.engine_end import engine_end
from proxlb_ui.domain.planner.steps.groups import build_groups
from proxlb_ui.domain.planner.steps.loads import EngineEnds, Loads
from proxlb_ui.domain.planner.steps.maintenance import evacuate
from proxlb_ui.domain.planner.steps.placed_guest import GuestTable, place_guests
from proxlb_ui.domain.planner.steps.pressure import guests_under_pressure, nodes_under_pressure
from proxlb_ui.domain.planner.steps.pressure_queue import PressureQueue
from proxlb_ui.domain.planner.steps.relocation import Relocation


@dataclass(frozen=True, slots=True)
class Features:
    """What the nodes' versions allow."""

    ha_rules: bool
    pressure: bool


def features(plan_input: PlanInput) -> Features:
    """HA rules and pressure need Proxmox VE 9 on every node."""
    modern = all(_major(node.version) >= 9 for node in plan_input.nodes)
    return Features(ha_rules=modern, pressure=modern)


def make_plan(plan_input: PlanInput) -> Plan:
    """What ProxLB would do now."""
    table = place_guests(plan_input, with_ha_rules=features(plan_input).ha_rules)
    loads = Loads(plan_input)
    # ProxLB names the best node before it moves anybody (__main__.py), so that it is known also where a move ends it.
    best: str | None = None
    try:
        loads.check_nodes()
        for guest in table.guests.values():
            loads.assign(guest)
        best = BestNode(loads, plan_input.balancing).overall()
        return _finished_plan(plan_input, table, loads, best)
    except EngineEnds as end:
        return _ended_plan(plan_input, table, engine_end(end, plan_input), best)


def _finished_plan(plan_input: PlanInput, table: GuestTable, loads: Loads, best: str | None) -> Plan:
    balancing, allowed = plan_input.balancing, features(plan_input)
    before = loads.picture()
    check = _check(plan_input, table, loads)
    spread = check.spread()
    explanation = Explanation(plan_input, table, loads)
    triggers, decisions = _calculate(plan_input, table, loads, check, explanation)
    off = balancing.mode is Mode.PSI and not allowed.pressure
    moves, stays = explanation.result(decisions, pressure_unsupported=off)
    return Plan(
        moves=moves,
        stays=stays,
        before=before,
        after=loads.picture(),
        balanciness_before=spread,
        triggers=triggers,
        warnings=explanation.warnings.all(),
        targets={guest.name: guest.target for guest in table.guests.values()},
        best_node=best,
        nodes_under_pressure=nodes_under_pressure(plan_input.nodes, balancing),
        guests_under_pressure=guests_under_pressure(table.guests.values(), balancing),
        driver=explanation.driver,
    )


def _ended_plan(plan_input: PlanInput, table: GuestTable, end: ExpectedEnd, best: str | None) -> Plan:
    """Nothing moves: the process is gone before it asks for anything."""
    loads = Loads(plan_input)
    for guest in table.guests.values():
        guest.target = guest.node
        loads.count(guest)
    before, spread = loads.picture(), _check(plan_input, table, loads).spread()
    explanation = Explanation(plan_input, table, loads)
    explanation.engine_ends(end)
    moves, stays = explanation.result({}, pressure_unsupported=False)
    targets = {guest.name: guest.node for guest in table.guests.values()}
    return Plan(
        moves=moves,
        stays=stays,
        before=before,
        after=before,
        balanciness_before=spread,
        triggers=(),
        warnings=explanation.warnings.all(),
        targets=targets,
        best_node=best,
        ends_with=end,
    )


def _check(plan_input: PlanInput, table: GuestTable, loads: Loads) -> BalanceCheck:
    balancing = plan_input.balancing
    under_pressure = bool(
        nodes_under_pressure(plan_input.nodes, balancing) or guests_under_pressure(table.guests.values(), balancing)
    )
    return BalanceCheck(loads, balancing, under_pressure=under_pressure)


def _calculate(
    plan_input: PlanInput, table: GuestTable, loads: Loads, check: BalanceCheck, explanation: Explanation
) -> tuple[tuple[Trigger, ...], dict[str, Decision]]:
    balancing = plan_input.balancing
    best = BestNode(loads, balancing)
    if best.overall() is None:
        # ProxLB leaves out everything that follows, and nobody is given a target (__main__.py).
        explanation.no_target_node()
        return (), {}
    guests = table.guests
    engine = plan_input.engine
    groups = build_groups(guests.values(), by_cpu=engine.groups_by_cpu)
    closed = frozenset(node.name for node in plan_input.nodes if node.maintenance)
    driver = enforcing_driver(guests, groups, closed, balancing.enforce_affinity)
    explanation.enforcement(driver)
    decisions: dict[str, Decision] = {}
    leaving = [guest for guest in guests.values() if guest.node in closed]
    # The last guest evacuated stays balance_next_guest, which mode psi goes on with.
    remembered = evacuate(leaving, loads, best, decisions, explanation.warnings)
    kept = None if engine.target_per_group else best.last
    explanation.spread_at_start = check.spread()
    enforced = _enforced(balancing, driver is not None)
    triggers = (*check.triggers(), *enforced)
    if triggers:
        queue = PressureQueue(guests.values(), balancing.method, remembered)
        because = driver_clause(driver) if driver else "enforce_pinning is on"
        parts = (balancing, loads, best, groups, queue, decisions, explanation.warnings)
        relocation = Relocation(*parts, kept_target=kept, enforced_because=because)
        relocation.run(check, lambda: bool(enforced or check.triggers()))
    return triggers, decisions


def _enforced(balancing: Balancing, affinity: bool) -> tuple[Trigger, ...]:
    flags = ((affinity, Trigger.ENFORCE_AFFINITY), (balancing.enforce_pinning, Trigger.ENFORCE_PINNING))
    return tuple(trigger for wanted, trigger in flags if wanted)


def _major(version: str) -> int:
    head = version.partition(".")[0]
    return int(head) if head.isdigit() else 9
