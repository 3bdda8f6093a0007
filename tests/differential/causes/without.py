"""The same cluster without what a verdict names as its cause."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method
from proxlb_ui.domain.planner.plan import DriverKind, Move, MoveReason, Plan, Stay, StayReason
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput

HUGE = 1024**5
_ALWAYS = {name: {"pressure_full": 0, "pressure_some": 0, "pressure_spikes": 0} for name in ("memory", "cpu", "disk")}


def without_cause(case: PlanInput, plan: Plan, told: Move | Stay) -> PlanInput:
    """The cluster in which the cause of this move or stay is not there any more."""
    if isinstance(told, Move):
        return _MOVES[told.reason](case, plan, told)
    return _STAYS[told.reason](case, plan, told)


def _changed(case: PlanInput, **changes: Any) -> PlanInput:
    written = case.balancing.model_dump(exclude_unset=True)
    return replace(case, balancing=Balancing.model_validate({**written, **changes}))


def _guests(case: PlanInput, name: str, change: Callable[[GuestInput], GuestInput]) -> PlanInput:
    """The change for every guest of a name: to ProxLB they are one."""
    return replace(case, guests=tuple(change(one) if one.name == name else one for one in case.guests))


def _nodes(case: PlanInput, name: str | None, change: Callable[[NodeInput], NodeInput]) -> PlanInput:
    return replace(case, nodes=tuple(change(one) if one.name == name else one for one in case.nodes))


def _removed(case: PlanInput, name: str | None) -> PlanInput:
    return replace(case, guests=tuple(one for one in case.guests if one.name != name))


def _out_of_group(case: PlanInput, guest: str, group: str | None) -> PlanInput:
    numbers = {one.vmid for one in case.guests if one.name == guest}
    rules = tuple(
        replace(rule, vmids=tuple(vmid for vmid in rule.vmids if vmid not in numbers)) if rule.name == group else rule
        for rule in case.ha_rules
    )

    def leave(one: GuestInput) -> GuestInput:
        tags = tuple(tag for tag in one.tags if tag != group)
        return replace(one, tags=tags, pools=tuple(pool for pool in one.pools if pool != group))

    return _guests(replace(case, ha_rules=rules), guest, leave)


def _unpinned(case: PlanInput, guest: str) -> PlanInput:
    pinning = [name for name, rule in (case.balancing.pools or {}).items() if rule.pin]
    for name in (*pinning, *(rule.name for rule in case.ha_rules if rule.nodes)):
        case = _out_of_group(case, guest, name)
    return _guests(
        case, guest, lambda one: replace(one, tags=tuple(tag for tag in one.tags if not tag.startswith("plb_pin")))
    )


def _with_use(case: PlanInput, name: str | None, share: float) -> PlanInput:
    """The node with this share of the compared resource in use."""
    field = {Method.CPU: "cpu", Method.MEMORY: "memory", Method.DISK: "disk"}[case.balancing.method]

    def use(node: NodeInput) -> NodeInput:
        amount: Amount = getattr(node, field)
        return replace(node, **{field: replace(amount, used=amount.total * share)})

    return _nodes(case, name, use)


def _less_used(case: PlanInput, _: Plan, told: Move) -> PlanInput:
    others = [node.name for node in case.nodes if node.name != told.source]
    return _with_use(_with_use(case, told.source, 0.0), others[0], 50.0)


def _without_driver(case: PlanInput, plan: Plan, _: Any) -> PlanInput:
    driver = plan.driver
    if driver is None:
        return _changed(case, enforce_pinning=False)
    if driver.kind is DriverKind.MAINTENANCE:
        return _open(case, driver.node)
    return _out_of_group(case, driver.guest, driver.rule)


def _open(case: PlanInput, name: str) -> PlanInput:
    return _nodes(case, name, lambda node: replace(node, maintenance=False))


def _with_another_node(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    if told.blocker:
        return _out_of_group(case, told.guest, told.blocker)
    empty = NodeInput("another", Amount(0.0, HUGE), Amount(0, HUGE), Amount(0, HUGE), case.nodes[0].version)
    return replace(case, nodes=(empty, *case.nodes))


def _never_content(case: PlanInput, *_: Any) -> PlanInput:
    psi = {"psi": {"nodes": _ALWAYS, "guests": _ALWAYS}}
    return _changed(case, balanciness=-1, **psi)


def _roomier(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _nodes(case, told.target, lambda node: replace(node, memory=replace(node.memory, used=0, total=HUGE)))


def _some_node_open(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _removed(case, told.blocker) if told.blocker else _open(case, case.nodes[0].name)


def _all_for_real(case: PlanInput, *_: Any) -> PlanInput:
    plain = tuple(
        replace(one, tags=tuple(tag for tag in one.tags if not tag.startswith("plb_ignore"))) for one in case.guests
    )
    return _changed(
        replace(case, guests=plain), enable=True, balance_types=[kind.value for kind in GuestKind], ignore_guests=[]
    )


def _untagged(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _out_of_group(case, told.guest, told.blocker)


def _not_listed(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _changed(case, ignore_guests=[name for name in case.balancing.ignore_guests if name != told.guest])


def _seen(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    node = NodeInput(told.node, Amount(1.0, 8), Amount(1, HUGE), Amount(1, HUGE))
    return replace(case, nodes=(*case.nodes, node), ignored_nodes=case.ignored_nodes - {told.node})


def _running(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    guests = (replace(one, running=True) if one.vmid == told.vmid else one for one in case.guests)
    return replace(case, guests=tuple(guests))


def _without_namesake(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return replace(case, guests=tuple(one for one in case.guests if str(one.vmid) != told.blocker))


def _fullest_here(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _with_use(case, told.node, 1000.0)


def _blocker_gone(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    return _removed(case, told.blocker)


def _divisible(case: PlanInput, _: Plan, told: Stay) -> PlanInput:
    def grow(node: NodeInput) -> NodeInput:
        return replace(node, cpu=replace(node.cpu, total=8), memory=replace(node.memory, total=HUGE),
                       disk=replace(node.disk, total=HUGE))  # fmt: skip

    return _nodes(case, told.target, grow)


_MOVES: Mapping[MoveReason, Callable[[PlanInput, Plan, Move], PlanInput]] = {
    MoveReason.RESOURCES: _less_used,
    MoveReason.AFFINITY: lambda case, _, told: _out_of_group(case, told.guest, told.because),
    MoveReason.ANTI_AFFINITY: lambda case, _, told: _out_of_group(case, told.guest, told.because),
    MoveReason.PIN: lambda case, _, told: _unpinned(case, told.guest),
    MoveReason.MAINTENANCE: lambda case, _, told: _open(case, told.source),
    MoveReason.ENFORCED: _without_driver,
    MoveReason.TAKEN_TWICE: lambda case, _, told: _removed(case, told.because),
}
_STAYS: Mapping[StayReason, Callable[[PlanInput, Plan, Stay], PlanInput]] = {
    StayReason.ALREADY_BALANCED: _never_content,
    StayReason.BALANCED_BY_OTHERS: _never_content,
    StayReason.BALANCED_ON_PAPER: _all_for_real,
    StayReason.BALANCING_OFF: lambda case, *_: _changed(case, enable=True),
    StayReason.PRESSURE_UNSUPPORTED: lambda case, *_: replace(
        case, nodes=tuple(replace(node, version="9.0.0") for node in case.nodes)
    ),
    StayReason.NO_TARGET_NODE: _some_node_open,
    StayReason.IGNORED_BY_TAG: _untagged,
    StayReason.IGNORED_BY_NAME: _not_listed,
    StayReason.TYPE_NOT_BALANCED: lambda case, *_: _changed(case, balance_types=["vm", "ct"]),
    StayReason.NODE_IGNORED: _seen,
    StayReason.NODE_OFFLINE: _seen,
    StayReason.STOPPED: _running,
    StayReason.DUPLICATE_NAME: _without_namesake,
    StayReason.PINNED_HERE: lambda case, _, told: _unpinned(case, told.guest),
    StayReason.PINS_UNAVAILABLE: lambda case, _, told: _unpinned(case, told.guest),
    StayReason.ANTI_AFFINITY_HERE: _untagged,
    StayReason.NOT_MOST_LOADED: _fullest_here,
    StayReason.GROUP_LEFT: _blocker_gone,
    StayReason.NO_CAPACITY: _roomier,
    StayReason.NOT_HIGHEST_PRESSURE: _blocker_gone,
    StayReason.BEST_NODE_IS_OWN: _with_another_node,
    StayReason.TAKEN_TWICE: _blocker_gone,
    StayReason.PROXLB_ENDS: _divisible,
}
