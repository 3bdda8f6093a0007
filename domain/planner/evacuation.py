"""One node as a plan treats it: who leaves it and where to, who stays and what to do about it, who else moves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.planner.plan import Move, Plan, Stay, StayReason

# How often ProxLB looks whether a migration has ended.
_CHECK_SECONDS = 5
_BY_HAND = "Migrate it yourself if the node must be empty."
_UNMARK = "Migrate it yourself, or take the mark away."
_REPIN = "Change what holds it there, or migrate it yourself."
_ENABLE = "Set balancing.enable to true."
REMEDIES: Mapping[StayReason, str] = {
    StayReason.STOPPED: "Leave it until the node is back, or migrate it yourself.",
    StayReason.IGNORED_BY_TAG: _UNMARK,
    StayReason.IGNORED_BY_NAME: _UNMARK,
    StayReason.TYPE_NOT_BALANCED: "Add its type to balance_types, or migrate it yourself.",
    StayReason.BALANCING_OFF: _ENABLE,
    StayReason.NO_TARGET_NODE: "End the maintenance of another node first.",
    StayReason.PINNED_HERE: _REPIN,
    StayReason.PINS_UNAVAILABLE: _REPIN,
    StayReason.ANTI_AFFINITY_HERE: _REPIN,
    StayReason.DUPLICATE_NAME: "Give it a name of its own.",
    StayReason.NODE_IGNORED: "Stop ignoring the node, or migrate it yourself.",
    StayReason.NODE_OFFLINE: "Bring the node back first.",
    StayReason.PROXLB_ENDS: "Mend what ends ProxLB first, or migrate it yourself.",
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A guest that moves, and what may keep Proxmox from doing it as planned."""

    move: Move
    ha: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staying:
    """A guest that remains on the node, and what a person can do about it."""

    stay: Stay
    running: bool
    remedy: str


@dataclass(frozen=True, slots=True)
class Evacuation:
    """All guests of the node, and the moves of others in the same run."""

    node: str
    leaves: tuple[Leaving, ...]
    stays: tuple[Staying, ...]
    others: tuple[Leaving, ...]

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        left, held = len(self.leaves), sum(one.running for one in self.stays)
        idle = len(self.stays) - held
        rest = (
            f" {_counted(idle, 'guest that is not running stays', 'guests that are not running stay')}." if idle else ""
        )
        if not left + held:
            return f"No guest runs on {self.node}.{rest}"
        if not held:
            return f"{_counted(left, 'running guest leaves', 'running guests leave')} {self.node}.{rest}"
        return f"{left} of {_counted(left + held, 'running guest leaves', 'running guests leave')} {self.node}.{rest}"


def evacuation(
    node: str, plan: Plan, guests: Iterable[Guest], ha_rules: Iterable[HaRule], balancing: Balancing
) -> Evacuation:
    """What the plan does to one node."""
    known, rules = {guest.vmid: guest for guest in guests}, tuple(ha_rules)
    wait = balancing.max_job_validation * _CHECK_SECONDS
    moves = tuple(_leaving(move, known[move.vmid], rules, wait) for move in plan.moves)
    return Evacuation(
        node,
        leaves=tuple(one for one in moves if one.move.source == node),
        stays=tuple(
            Staying(stay, known[stay.vmid].running, REMEDIES.get(stay.reason, _BY_HAND))
            for stay in plan.stays
            if stay.node == node
        ),
        others=tuple(one for one in moves if one.move.source != node),
    )


def _leaving(move: Move, guest: Guest, rules: tuple[HaRule, ...], wait_seconds: int) -> Leaving:
    managed = guest.ha_state not in (None, "ignored")
    return Leaving(
        move,
        managed,
        (*_notes(move, guest, rules if managed else ()), *(_unseen(guest, wait_seconds) if managed else ())),
    )


def _notes(move: Move, guest: Guest, rules: tuple[HaRule, ...]) -> Iterator[str]:
    if guest.lock:
        yield f"It is locked ({guest.lock}); Proxmox refuses to migrate it until that ends."
    if guest.kind is GuestKind.CT:
        yield "It restarts: Proxmox cannot migrate a running CT."
    if guest.ha_state == "error":
        yield "Proxmox HA has it in the state error and will not move it."
    for rule in rules:
        bound = rule.enabled and rule.kind in (HaRuleKind.NODES, HaRuleKind.GROUP) and guest.vmid in rule.vmids
        if bound and rule.nodes and move.target not in rule.node_names:
            will = "refuses this target or brings it back" if rule.strict else "may bring it back"
            yield f"The HA rule {rule.name} wants it on {', '.join(rule.node_names)}: Proxmox {will}."


def _unseen(guest: Guest, wait_seconds: int) -> Iterator[str]:
    """ProxLB looks for the task of a VM only when HA migrates."""
    if guest.kind is GuestKind.CT:
        yield (
            "ProxLB does not see when HA has moved a CT: "
            f"it waits {_span(wait_seconds)} before it goes on (max_job_validation)."
        )


def _span(seconds: int) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else _counted(max(1, seconds // 60), "minute", "minutes")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
