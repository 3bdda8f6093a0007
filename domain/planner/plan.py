"""The result: what would move, what stays and why, and how the nodes would look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode


class MoveReason(StrEnum):
    """What gave a moving guest its target."""

    RESOURCES = "resources"
    AFFINITY = "affinity"
    ANTI_AFFINITY = "anti-affinity"
    PIN = "pin"
    MAINTENANCE = "maintenance"
    ENFORCED = "broken rule"
    TAKEN_TWICE = "psi takes twice"


class Trigger(StrEnum):
    """What makes ProxLB look for moves."""

    PRESSURE = "psi"
    SPREAD = "spread"
    THRESHOLD = "threshold"
    ENFORCE_AFFINITY = "enforce affinity"
    ENFORCE_PINNING = "enforce pinning"
    NONE = "none"


class StayReason(StrEnum):
    """Why a guest stays where it is."""

    ALREADY_BALANCED = "already balanced"
    BALANCED_BY_OTHERS = "balanced by others"
    BALANCING_OFF = "balancing off"
    PRESSURE_UNSUPPORTED = "psi needs Proxmox VE 9"
    NO_TARGET_NODE = "no target node"
    IGNORED_BY_TAG = "ignored by tag"
    IGNORED_BY_NAME = "ignored by name"
    TYPE_NOT_BALANCED = "type not balanced"
    NODE_IGNORED = "node ignored"
    NODE_OFFLINE = "node offline"
    STOPPED = "stopped"
    DUPLICATE_NAME = "duplicate name"
    PINNED_HERE = "pinned here"
    PINS_UNAVAILABLE = "pins unavailable"
    ANTI_AFFINITY_HERE = "anti-affinity keeps it"
    NOT_MOST_LOADED = "source is not the most loaded node"
    GROUP_LEFT = "group left"
    NO_CAPACITY = "no capacity"
    NOT_HIGHEST_PRESSURE = "not the highest pressure"
    BEST_NODE_IS_OWN = "best node is its own node"
    PROXLB_ENDS = "ProxLB ends"
    BALANCED_ON_PAPER = "balanced on paper"
    TAKEN_TWICE = "psi takes twice"


class WarningKind(StrEnum):
    """A behavior of ProxLB that can hurt."""

    MAINTENANCE_IGNORES_CAPACITY = "maintenance ignores capacity"
    MAINTENANCE_IGNORES_RULES = "maintenance ignores rules"
    MAINTENANCE_IGNORES_TYPES = "type not evacuated"
    TARGET_OVERLOADED = "target overloaded"
    PIN_IGNORES_CAPACITY = "pin ignores capacity"
    PIN_UNKNOWN = "pin to unknown node"
    ENFORCE_AFFINITY_OVERRIDDEN = "enforce affinity overridden"
    DUPLICATE_NAME = "duplicate name"
    RESERVE_TOO_LARGE = "reserve too large"
    PHANTOM_LOAD = "phantom load"
    NO_BALANCE_TYPES = "no balance types"
    PRESSURE_UNSUPPORTED = "psi needs Proxmox VE 9"
    NO_TARGET_NODE = "no target node"
    PRESSURE_WITHOUT_LIMITS = "psi without limits"
    PRESSURE_TAKES_TWICE = "psi takes twice"
    PROXLB_ENDS = "ProxLB ends"


@dataclass(frozen=True, slots=True)
class Move:
    """One migration ProxLB would start; because names the group or pin behind it, where there is one."""

    guest: str
    vmid: int
    kind: GuestKind
    source: str
    target: str
    reason: MoveReason
    because: str | None = None
    memory_bytes: float = 0.0


@dataclass(frozen=True, slots=True)
class Stay:
    """One guest that stays, and the figures a sentence about it needs; None where the reason has no such figure.

    target is the node meant but not taken (or the other guest's node), blocker the guest, group or pin in the way.
    """

    guest: str
    vmid: int
    kind: GuestKind
    node: str
    reason: StayReason
    target: str | None = None
    blocker: str | None = None
    percent: float | None = None
    limit_percent: float | None = None
    needed_bytes: float | None = None
    free_bytes: float | None = None


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One quirk that hurts in this plan, as a sentence and as figures."""

    kind: WarningKind
    message: str
    node: str | None = None
    guest: str | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class NodeLoads:
    """One node's used and assigned amounts as ProxLB reckons them; total is without the reserve where it counts.

    The percentages are those it compares, and know of the reserve only once a move touched the node.
    """

    name: str
    maintenance: bool
    used: Mapping[Method, Load]
    assigned: Mapping[Method, Load]
    used_percents: Mapping[Method, float]
    assigned_percents: Mapping[Method, float]

    def compared(self, method: Method, mode: Mode) -> float:
        """The percentage that method and mode compare."""
        return (self.assigned_percents if mode is Mode.ASSIGNED else self.used_percents)[method]


class DriverKind(StrEnum):
    """What is wrong with the group that makes ProxLB enforce."""

    AFFINITY = "affinity"
    ANTI_AFFINITY = "anti-affinity"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Driver:
    """What makes ProxLB go on whatever the loads are: the first group, in its own order, that is not as it should be.

    rule is the group's name, empty for a guest alone; guest is on node, which it should leave: it shares it with
    others of an anti-affinity group, or is away from others of an affinity group, or the node is in maintenance.
    """

    kind: DriverKind
    rule: str
    guest: str
    node: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedEnd:
    """An error with which ProxLB ends its process instead of moving anything: its name, the node, and a sentence."""

    error: str
    node: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run would do; targets names the node ProxLB's calculation gives every guest it sees.

    after is what ProxLB reckons, with moves that it does not carry out. Where it would end with an error, ends_with
    says so, there are no moves, and after is before. driver is what makes it enforce groups, if anything does.
    """

    moves: tuple[Move, ...]
    stays: tuple[Stay, ...]
    before: tuple[NodeLoads, ...]
    after: tuple[NodeLoads, ...]
    balanciness_before: float
    triggers: tuple[Trigger, ...]
    warnings: tuple[PlanWarning, ...] = ()
    targets: Mapping[str, str] = field(default_factory=dict)
    best_node: str | None = None
    nodes_under_pressure: tuple[str, ...] = ()
    guests_under_pressure: tuple[str, ...] = ()
    ends_with: ExpectedEnd | None = None
    driver: Driver | None = None

    @property
    def trigger(self) -> Trigger:
        """The strongest reason for which ProxLB looks for moves."""
        return self.triggers[0] if self.triggers else Trigger.NONE
