"""Whether guests already are where their groups want them; it decides about enforce_affinity, and names what does."""

from collections import Counter
from collections.abc import Mapping, Sequence

from proxlb_ui.domain.planner.plan import Driver, DriverKind
from proxlb_ui.domain.planner.steps.groups import AffinityGroup, AntiAffinityGroup, Groups
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


def enforcing_driver(
    guests: Mapping[str, PlacedGuest], groups: Groups, maintenance: frozenset[str], configured: bool
) -> Driver | None:
    """What makes ProxLB enforce its groups; None when it does not.

    It enforces when any guest but the last is misplaced, and as configured when only the last one is.
    """
    # The loop looks at the result of the guest before, so that a last guest that is misplaced never sets the flag, and
    # the configured value is only overwritten by false (calculations.py: validate_affinity_map).
    last = next(reversed(list(guests)), None)
    known: dict[int, Driver | None] = {}
    for name in guests:
        if driver := _misplaced(name, groups, maintenance, known):
            return driver if name != last or configured else None
    return None


def _misplaced(
    name: str, groups: Groups, maintenance: frozenset[str], known: dict[int, Driver | None]
) -> Driver | None:
    together = groups.group_of[name]
    if id(together) not in known:
        known[id(together)] = _closed(together, maintenance) or _scattered(together)
    if driver := known[id(together)]:
        return driver
    for apart in groups.apart.get(name, ()):
        if id(apart) not in known:
            known[id(apart)] = _closed(apart, maintenance) or _crowded(apart)
        if driver := known[id(apart)]:
            return driver
    return None


def _closed(group: AffinityGroup | AntiAffinityGroup, maintenance: frozenset[str]) -> Driver | None:
    # Guests on a node in maintenance are misplaced by themselves (validate_current_anti_affinity).
    for guest in group.members:
        if guest.node in maintenance:
            return Driver(DriverKind.MAINTENANCE, group.name, guest.name, guest.node)
    return None


def _scattered(group: AffinityGroup) -> Driver | None:
    nodes = Counter(guest.node for guest in group.members)
    if len(nodes) < 2:
        return None
    home = nodes.most_common(1)[0][0]
    stray = next(guest for guest in group.members if guest.node != home)
    return Driver(DriverKind.AFFINITY, group.name, stray.name, stray.node, _names(group.members, home, stray))


def _crowded(group: AntiAffinityGroup) -> Driver | None:
    seen: set[str] = set()
    for position, guest in enumerate(group.members):
        if guest.node in seen:
            others = _names(group.members[:position], guest.node, None)
            return Driver(DriverKind.ANTI_AFFINITY, group.name, guest.name, guest.node, others)
        seen.add(guest.node)
    return None


def _names(members: Sequence[PlacedGuest], node: str, without: PlacedGuest | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guest.name for guest in members if guest.node == node and guest is not without))
