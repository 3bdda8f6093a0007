"""What makes a random cluster as unkind as a real one: lists in any order, doubles, pools within pools, zeros."""

from dataclasses import replace
from random import Random

from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.history import CALM
from proxlb_ui.domain.model.settings.values.settings import Balancing, PoolRule
from proxlb_ui.domain.planner.plan_input import GuestInput, NodeInput, PlanInput

GIB = 1024**3
NESTED = ("dev/sub", "prod/db/hot")
TWICE = "twice"


def with_oddities(case: PlanInput, seed: int) -> PlanInput:
    """The cluster with some of them; drawn apart from the cluster itself, which stays what it was."""
    random = Random(f"oddities of {seed}")
    if random.random() < 0.3:
        case = _nested_pools(case, random)
    if random.random() < 0.2:
        case = _members_twice(case, random)
    if random.random() < 0.2:
        case = replace(case, guests=tuple(_without_history(guest, random) for guest in case.guests))
    if random.random() < 0.04:
        case = _absurd_reserve(case, random)
    if random.random() < 0.02:
        case = _without_resource(case, random)
    return _shuffled(case, random) if random.random() < 0.7 else case


def _shuffled(case: PlanInput, random: Random) -> PlanInput:
    nodes, guests = list(case.nodes), list(case.guests)
    random.shuffle(nodes)
    random.shuffle(guests)
    return replace(case, nodes=tuple(nodes), guests=tuple(guests))


def _nested_pools(case: PlanInput, random: Random) -> PlanInput:
    rule = PoolRule(type=random.choice(("affinity", "anti-affinity")), pin=[random.choice(case.nodes).name])
    pools = {**(case.balancing.pools or {}), **dict.fromkeys(NESTED, rule)}
    guests = (replace(one, pools=(random.choice(NESTED),)) if random.random() < 0.3 else one for one in case.guests)
    return replace(case, guests=tuple(guests), balancing=_changed(case.balancing, pools=pools))


def _members_twice(case: PlanInput, random: Random) -> PlanInput:
    """By a tag that is there twice, or by a pool and an HA rule of one name."""
    chosen = [guest.vmid for guest in case.guests if random.random() < 0.3]
    if random.random() < 0.5:
        guests = (replace(one, tags=(*one.tags, *one.tags)) if one.vmid in chosen else one for one in case.guests)
        return replace(case, guests=tuple(guests))
    pools = {**(case.balancing.pools or {}), TWICE: PoolRule(type="anti-affinity")}
    guests = (replace(one, pools=(*one.pools, TWICE)) if one.vmid in chosen else one for one in case.guests)
    rules = (*case.ha_rules, HaRule(TWICE, HaRuleKind.APART, tuple(chosen[:3]))) if chosen else case.ha_rules
    return replace(case, guests=tuple(guests), ha_rules=rules, balancing=_changed(case.balancing, pools=pools))


def _without_history(guest: GuestInput, random: Random) -> GuestInput:
    """As ProxLB reckons one whose hour Proxmox does not know: its CPU is 0, and it waits for nothing."""
    if random.random() < 0.5:
        return guest
    silent = {part: replace(getattr(guest, part), pressure=CALM) for part in ("cpu", "memory", "disk")}
    return replace(guest, **{**silent, "cpu": replace(silent["cpu"], used=0.0)})


def _absurd_reserve(case: PlanInput, random: Random) -> PlanInput:
    """As much as a node has, to the byte, or more, or less than nothing."""
    node = random.choice(case.nodes)
    gib = int(node.memory.total // GIB)
    whole = replace(node, memory=replace(node.memory, total=gib * GIB, used=min(node.memory.used, gib * GIB)))
    reserve = random.choice((gib, gib, gib + 1, -gib))
    nodes = tuple(whole if one.name == node.name else one for one in case.nodes)
    place = random.choice((node.name, "defaults"))
    balancing = _changed(case.balancing, node_resource_reserve={place: {"memory": reserve}})
    return replace(case, nodes=nodes, balancing=balancing)


def _without_resource(case: PlanInput, random: Random) -> PlanInput:
    node, resource = random.choice(case.nodes), random.choice(("cpu", "memory", "disk"))
    none: NodeInput = replace(node, **{resource: replace(getattr(node, resource), used=0, total=0)})
    return replace(case, nodes=tuple(none if one.name == node.name else one for one in case.nodes))


def _changed(balancing: Balancing, **changes: object) -> Balancing:
    return Balancing.model_validate({**balancing.model_dump(exclude_unset=True), **_dumped(changes)})


def _dumped(changes: dict[str, object]) -> dict[str, object]:
    pools = changes.get("pools")
    if not isinstance(pools, dict):
        return changes
    return {"pools": {name: rule.model_dump() for name, rule in pools.items()}}
