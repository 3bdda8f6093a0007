"""What rules are judged against: the nodes and guests, as ProxLB would see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.rules.rule import RuleSource
from proxlb_ui.domain.model.settings.values.settings import PoolRule, Settings


@dataclass(frozen=True, slots=True)
class NodeAvailability:
    """One node: whether ProxLB sees it, whether it may receive guests, and why not."""

    name: str
    visible: bool
    usable: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """The cluster as rules see it: usable nodes may receive guests, ha_rules is None while they are unread.

    reads_ha_rules says whether ProxLB reads them, proxmox_balances whether Proxmox moves guests of its own accord.
    """

    places: Mapping[str, NodeAvailability]
    usable: frozenset[str]
    guests: Mapping[int, Guest]
    settings: Settings | None
    ha_rules: tuple[HaRule, ...] | None
    reads_ha_rules: bool
    proxmox_balances: bool

    @property
    def pools(self) -> Mapping[str, PoolRule]:
        """The configured pools."""
        return (self.settings.balancing.pools if self.settings else None) or {}

    @property
    def ignored_names(self) -> list[str]:
        """The names in ignore_guests."""
        return self.settings.balancing.ignore_guests if self.settings else []

    @property
    def unread(self) -> tuple[RuleSource, ...]:
        """Where rules may be that nobody has told us of."""
        settings = (RuleSource.POOL, RuleSource.SETTINGS) if self.settings is None else ()
        return settings if self.ha_rules is not None else (*settings, RuleSource.HA)

    def sees(self, guest: Guest) -> bool:
        """True when ProxLB looks at the guest at all."""
        place = self.places.get(guest.node)
        return guest.running and not guest.template and place is not None and place.visible

    def node_named(self, wanted: str) -> str | None:
        """The visible node of that name, whatever its case."""
        if wanted in self.places and self.places[wanted].visible:
            return wanted
        # As ProxLB compares the names in pins, regardless of case since 2.3.0 (helper.py: validate_node_presence).
        folded = wanted.lower()
        return next((name for name, place in self.places.items() if place.visible and name.lower() == folded), None)

    def names(self, vmids: tuple[int, ...]) -> list[str]:
        """The guests' names, in the order given."""
        return [self.guests[vmid].name for vmid in vmids]


def rule_context(
    snapshot: ClusterSnapshot,
    facts: ClusterFacts,
    settings: Settings | None,
    now: datetime,
    ha_rules: tuple[HaRule, ...] | None = (),
) -> RuleContext:
    """The context of one snapshot; now is the local time ProxLB would see, by which maintenance windows open."""
    places = {node.name: _place(node, settings, now) for node in snapshot.nodes}
    return RuleContext(
        places=places,
        usable=frozenset(place.name for place in places.values() if place.usable),
        guests={guest.vmid: guest for guest in snapshot.guests},
        settings=settings,
        ha_rules=ha_rules,
        reads_ha_rules=all(_modern(node, facts) for node in snapshot.nodes if node.status is NodeStatus.ONLINE),
        proxmox_balances=facts.proxmox_balances,
    )


def _place(node: Node, settings: Settings | None, now: datetime) -> NodeAvailability:
    if node.status is not NodeStatus.ONLINE:
        return NodeAvailability(node.name, visible=False, usable=False, note="offline")
    if is_ignored(node, settings):
        return NodeAvailability(node.name, visible=False, usable=False, note="ignored")
    if maintenance_sources(node, settings, now):
        return NodeAvailability(node.name, visible=True, usable=False, note="maintenance")
    return NodeAvailability(node.name, visible=True, usable=True)


def _modern(node: Node, facts: ClusterFacts) -> bool:
    version = facts.node_versions.get(node.name) or facts.version
    major = version.split(".")[0]
    return not major.isdecimal() or int(major) >= 9
