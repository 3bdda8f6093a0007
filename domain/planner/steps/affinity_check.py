"""Whether guests already are where their groups want them; it decides about enforce_affinity."""

from collections.abc import Mapping

from proxlb_ui.domain.planner.steps.groups import Groups
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


def enforces_affinity(
    guests: Mapping[str, PlacedGuest], groups: Groups, maintenance: frozenset[str], configured: bool
) -> bool:
    """The flag ProxLB really uses: true when any guest but the last is misplaced, false when none is."""
    # The loop looks at the result of the guest before, so that a last guest that is misplaced never sets the flag, and
    # the configured value is only overwritten by false (calculations.py: validate_affinity_map).
    last = next(reversed(list(guests)), None)
    valid: dict[int, bool] = {}
    for name in guests:
        if not _placed_well(name, groups, maintenance, valid):
            return configured if name == last else True
    return False


def _placed_well(name: str, groups: Groups, maintenance: frozenset[str], valid: dict[int, bool]) -> bool:
    together = groups.group_of[name]
    if id(together) not in valid:
        nodes = {guest.node for guest in together.members}
        valid[id(together)] = len(nodes) == 1 and not nodes & maintenance
    if not valid[id(together)]:
        return False
    for apart in groups.apart.get(name, ()):
        if id(apart) not in valid:
            nodes = {guest.node for guest in apart.members}
            # Guests on a node in maintenance are misplaced by themselves (validate_current_anti_affinity).
            valid[id(apart)] = len(nodes) == len(apart.members) and not nodes & maintenance
        if not valid[id(apart)]:
            return False
    return True
