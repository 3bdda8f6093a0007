"""One reason why rules cannot do what somebody wanted."""

from dataclasses import dataclass
from enum import StrEnum


class ConflictKind(StrEnum):
    """Everything that is looked for; the words never change."""

    ANTI_AFFINITY_TOO_LARGE = "anti-affinity-too-large"
    ANTI_AFFINITY_PINNED_TOGETHER = "anti-affinity-pinned-together"
    AFFINITY_ACROSS_ANTI_AFFINITY = "affinity-across-anti-affinity"
    CONTRADICTING_PINS = "contradicting-pins"
    PIN_UNKNOWN_NODE = "pin-unknown-node"
    PIN_UNUSABLE_NODE = "pin-unusable-node"
    POOL_PIN_CASE = "pool-pin-case"
    NEAR_MISS_TAG = "near-miss-tag"
    AGAINST_HA_RULE = "against-ha-rule"
    TWO_BALANCERS = "two-balancers"
    DUPLICATE_NAMES = "duplicate-names"
    COUNTED_TWICE = "counted-twice"
    GROUPS_MERGED = "groups-merged"
    NESTED_POOL = "nested-pool"
    UNKNOWN_POOL = "unknown-pool"
    UNKNOWN_IGNORED_GUEST = "unknown-guest-ignore_guests"


_SERIOUS = frozenset(
    {
        ConflictKind.ANTI_AFFINITY_TOO_LARGE,
        ConflictKind.ANTI_AFFINITY_PINNED_TOGETHER,
        ConflictKind.AFFINITY_ACROSS_ANTI_AFFINITY,
        ConflictKind.CONTRADICTING_PINS,
        ConflictKind.AGAINST_HA_RULE,
        ConflictKind.TWO_BALANCERS,
        ConflictKind.COUNTED_TWICE,
        ConflictKind.NESTED_POOL,
    }
)

TITLES = {
    ConflictKind.ANTI_AFFINITY_TOO_LARGE: "More guests to keep apart than nodes",
    ConflictKind.ANTI_AFFINITY_PINNED_TOGETHER: "Guests to keep apart have too few nodes of their own",
    ConflictKind.AFFINITY_ACROSS_ANTI_AFFINITY: "Guests are to be together and apart",
    ConflictKind.CONTRADICTING_PINS: "Guests to keep together are pinned to different nodes",
    ConflictKind.PIN_UNKNOWN_NODE: "A pin names a node the cluster does not have",
    ConflictKind.PIN_UNUSABLE_NODE: "A pin leaves no node that may receive guests",
    ConflictKind.POOL_PIN_CASE: "A pool's pin is spelled in another case than the node",
    ConflictKind.NEAR_MISS_TAG: "A tag looks like one of ProxLB's, but is none",
    ConflictKind.AGAINST_HA_RULE: "A rule of ProxLB contradicts an HA rule",
    ConflictKind.TWO_BALANCERS: "Proxmox balances too",
    ConflictKind.DUPLICATE_NAMES: "Guests under a rule share a name",
    ConflictKind.COUNTED_TWICE: "A guest counts twice in one anti-affinity group",
    ConflictKind.GROUPS_MERGED: "Two rules of one name are one group to ProxLB",
    ConflictKind.NESTED_POOL: "ProxLB cannot see who is in a pool within a pool",
    ConflictKind.UNKNOWN_POOL: "A configured pool has no guests",
    ConflictKind.UNKNOWN_IGNORED_GUEST: "ignore_guests names guests the cluster does not have",
}


@dataclass(frozen=True, slots=True)
class RuleConflict:
    """One conflict: why it is one, the guests and rules in it, and what to do; commands are text to copy.

    subject tells conflicts of one kind apart and stays the same while the conflict lasts.
    """

    kind: ConflictKind
    subject: str
    cause: str
    remedy: str
    guests: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What names the conflict among all."""
        return f"{self.kind}/{self.subject}"

    @property
    def serious(self) -> bool:
        """True when ProxLB cannot do what the rules say, whatever the load."""
        return self.kind in _SERIOUS

    @property
    def title(self) -> str:
        """The kind in words."""
        return TITLES[self.kind]
