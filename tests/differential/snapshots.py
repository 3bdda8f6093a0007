"""Random clusters as the cockpit reads them, for what is judged above the planner."""

from dataclasses import dataclass

from proxlb_ui.domain.judge.judgement import Judgement, judge
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Settings
from proxlb_ui.domain.planner.plan import Plan
from proxlb_ui.domain.planner.plan_input import Amount, GuestInput, NodeInput, PlanInput
from proxlb_ui.domain.planner.planner import make_plan
from proxlb_ui.domain.planner.read_input import plan_input

from tests.differential.clusters import random_input
from tests.unit.domain.examples import NOON

API = {"hosts": ["127.0.0.1"], "user": "proxlb@pve"}


@dataclass(frozen=True)
class Seen:
    """One cluster with its settings, ProxLB's plan for it, and the plan judged."""

    snapshot: ClusterSnapshot
    facts: ClusterFacts
    settings: Settings
    ha_rules: tuple[HaRule, ...]
    plan: Plan
    judgement: Judgement


def random_seen(seed: int) -> Seen:
    """The cluster of this seed."""
    return seen(random_input(seed))


def seen(case: PlanInput) -> Seen:
    """The cluster of a planner's input; a guest is in the first of its pools only, and its VMs show no used disk."""
    hidden = tuple(Node(name, NodeStatus.ONLINE) for name in sorted(case.ignored_nodes))
    nodes = (*hidden, *sorted(map(_node, case.nodes), key=lambda node: node.name))
    snapshot = ClusterSnapshot(NOON, nodes, tuple(map(_guest, case.guests)))
    facts = ClusterFacts(node_versions={node.name: node.version for node in case.nodes})
    cluster = {"ignore_nodes": sorted(case.ignored_nodes)}
    settings = Settings.model_validate({"proxmox_api": API, "proxmox_cluster": cluster})
    settings = settings.model_copy(update={"balancing": case.balancing})
    plan = make_plan(plan_input(snapshot, facts, settings, NOON, ha_rules=case.ha_rules))
    return Seen(
        snapshot, facts, settings, case.ha_rules, plan, judge(plan, snapshot, facts, settings, NOON, case.ha_rules)
    )


def _node(node: NodeInput) -> Node:
    state = "maintenance" if node.maintenance else None
    loads = (_load(amount) for amount in (node.cpu, node.memory, node.disk))
    return Node(node.name, NodeStatus.ONLINE, *loads, ha_state=state)


def _guest(guest: GuestInput) -> Guest:
    cpu = Load(guest.cpu.used * guest.cpu.total, guest.cpu.total)
    disk = Load(None if guest.kind is GuestKind.VM else guest.disk.used, guest.disk.total)
    status = "running" if guest.running else "stopped"
    pool = guest.pools[0] if guest.pools else None
    return Guest(
        *(guest.vmid, guest.name, guest.kind, guest.node, status, cpu, _load(guest.memory), disk),
        tags=guest.tags,
        pool=pool,
    )


def _load(amount: Amount) -> Load:
    return Load(amount.used, amount.total)
