"""A guest as the calculation holds it: its rules decoded, its target still open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.settings.values.settings import Balancing, PoolRule
from proxlb_ui.domain.planner.plan_input import GuestInput, PlanInput

SUPPOSED = "what you suppose"


@dataclass(slots=True)
class PlacedGuest:
    """One guest of the calculation; target changes while it runs."""

    source: GuestInput
    target: str
    affinity: list[str] = field(default_factory=list)
    anti_affinity: list[str] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    pinned_by: list[str] = field(default_factory=list)
    unknown_pins: list[str] = field(default_factory=list)
    strict: bool = True
    ignoring_tag: str = ""
    ignored_by_name: bool = False

    @property
    def name(self) -> str:
        """The name, which is the guest's key in ProxLB."""
        return self.source.name

    @property
    def node(self) -> str:
        """Where the guest runs, whatever the plan says."""
        return self.source.node

    @property
    def ignored(self) -> bool:
        """True when ProxLB leaves the guest alone."""
        return bool(self.ignoring_tag) or self.ignored_by_name


@dataclass(frozen=True, slots=True)
class GuestTable:
    """The guests by name, in ProxLB's order, and those that another one of the same name hides."""

    guests: dict[str, PlacedGuest]
    hidden: tuple[GuestInput, ...]


def place_guests(plan_input: PlanInput, *, with_ha_rules: bool) -> GuestTable:
    """The running guests: node by node, VMs before CTs, the last of a name in the place of the first."""
    decoder = _Decoder(plan_input, with_ha_rules)
    by_node: dict[str, list[GuestInput]] = {node.name: [] for node in plan_input.nodes}
    for guest in plan_input.guests:
        if guest.running and guest.node in by_node:
            by_node[guest.node].append(guest)
    guests: dict[str, PlacedGuest] = {}
    hidden = []
    for listed in by_node.values():
        # ProxLB asks every node for its VMs and then for its CTs, and its dict is keyed by name: a namesake overwrites
        # the values but keeps the place of the first (guests.py: get_guests).
        for guest in sorted(listed, key=lambda one: one.kind != "vm"):
            if guest.name in guests:
                hidden.append(guests[guest.name].source)
            guests[guest.name] = decoder.decode(guest)
    return GuestTable(guests, tuple(hidden))


class _Decoder:
    """Turns tags, pools and HA rules of a guest into groups and pins."""

    def __init__(self, plan_input: PlanInput, with_ha_rules: bool) -> None:
        balancing: Balancing = plan_input.balancing
        self._fold = str.lower if plan_input.engine.pins_in_any_case else str
        self._nodes = {self._fold(node.name): node.name for node in plan_input.nodes}
        self._last_pool_decides = plan_input.engine.last_pool_decides
        self._pools: Mapping[str, PoolRule] = balancing.pools or {}
        self._pools_of = _pools_by_name(plan_input.guests)
        self._ignored = frozenset(balancing.ignore_guests)
        self._supposed_pins = plan_input.supposed_pins
        self._rules = _rules_by_guest(plan_input.ha_rules) if with_ha_rules else {}

    def decode(self, guest: GuestInput) -> PlacedGuest:
        placed = PlacedGuest(guest, guest.node, ignored_by_name=guest.name in self._ignored)
        for tag in guest.tags:
            self._apply_tag(placed, tag)
        for pool in self._pools_of.get(guest.name, ()):
            if pool in self._pools:
                self._apply_pool(placed, pool, self._pools[pool])
            elif self._last_pool_decides:
                placed.strict = True
        for rule in self._rules.get(guest.vmid, ()):
            _apply_ha_rule(placed, rule)
        if guest.vmid in self._supposed_pins:
            placed.pins = list(self._supposed_pins[guest.vmid])
            placed.pinned_by, placed.strict = [SUPPOSED], True
        return placed

    def _apply_tag(self, placed: PlacedGuest, text: str) -> None:
        tag = decode(text)
        if tag.kind is TagKind.AFFINITY:
            placed.affinity.append(text)
        elif tag.kind is TagKind.ANTI_AFFINITY:
            placed.anti_affinity.append(text)
        elif tag.kind is TagKind.IGNORE:
            placed.ignoring_tag = placed.ignoring_tag or text
        elif tag.kind is TagKind.PIN:
            self._pin(placed, text)

    def _pin(self, placed: PlacedGuest, text: str) -> None:
        # Only what follows is compared regardless of case, and that since 2.3.0 (helper.py: validate_node_presence).
        wanted = text.replace("plb_pin_", "")
        node = self._nodes.get(self._fold(wanted))
        if node is None:
            placed.unknown_pins.append(wanted)
        else:
            placed.pins.append(node)
            placed.pinned_by.append(text)

    def _apply_pool(self, placed: PlacedGuest, pool: str, rule: PoolRule) -> None:
        if rule.type is not None:
            (placed.affinity if rule.type == "affinity" else placed.anti_affinity).append(pool)
        for wanted in rule.pin or ():
            # ProxLB finds the node in any case but keeps the spelling of the settings, which then matches nothing.
            if self._fold(wanted) in self._nodes:
                placed.pins.append(wanted)
                placed.pinned_by.append(f"the pool {pool}")
            else:
                placed.unknown_pins.append(wanted)
        # Of several pools the last one decides, also for pins by tag (pools.py: get_pool_node_affinity_strictness).
        placed.strict = rule.strict


def _apply_ha_rule(placed: PlacedGuest, rule: HaRule) -> None:
    """To ProxLB a rule about nodes is an affinity group, too."""
    if rule.kind is HaRuleKind.APART:
        placed.anti_affinity.append(rule.name)
        return
    # What is not "negative" is an affinity to ProxLB, rules about nodes included (ha_rules.py: get_ha_rules).
    placed.affinity.append(rule.name)
    # Priorities stay in the names ("pve1:2"), so that such a pin never matches a node.
    placed.pins.extend(rule.nodes)
    if rule.nodes:
        placed.pinned_by.append(f"the HA rule {rule.name}")


def _rules_by_guest(rules: Iterable[HaRule]) -> dict[int, list[HaRule]]:
    found: dict[int, list[HaRule]] = {}
    for rule in rules:
        if rule.enabled and rule.kind is not HaRuleKind.GROUP:
            for vmid in dict.fromkeys(rule.vmids):
                found.setdefault(vmid, []).append(rule)
    return found


def _pools_by_name(guests: Iterable[GuestInput]) -> dict[str, list[str]]:
    # Membership goes by name, of stopped guests too; Proxmox lists the pools in alphabetical order.
    found: dict[str, set[str]] = {}
    for guest in guests:
        # Of a pool within a pool ProxLB gets an error in place of the members.
        if pools := [pool for pool in guest.pools if not is_nested(pool)]:
            found.setdefault(guest.name, set()).update(pools)
    return {name: sorted(pools) for name, pools in found.items()}
