"""Guests that stay together, and guests that stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


@dataclass(slots=True)
class AffinityGroup:
    """Guests that move together; most groups have one member and no name. Their order goes by weight, memory used."""

    name: str
    members: list[PlacedGuest] = field(default_factory=list)
    weight: float = 0.0


@dataclass(slots=True)
class AntiAffinityGroup:
    """Guests that want different nodes, and the nodes already given away; one that is in it twice is listed twice."""

    name: str
    members: list[PlacedGuest] = field(default_factory=list)
    used_nodes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups in the order of their first members, and each guest's own groups by its name."""

    affinity: tuple[AffinityGroup, ...]
    group_of: dict[str, AffinityGroup]
    apart: dict[str, tuple[AntiAffinityGroup, ...]]


def build_groups(guests: Iterable[PlacedGuest], *, by_cpu: bool = False) -> Groups:
    """The groups; a guest with several affinity groups belongs to the last one only.

    by_cpu weighs them by CPU, as ProxLB before 2.0.0 does where it means memory.
    """
    named: dict[str, AffinityGroup] = {}
    anti: dict[str, AntiAffinityGroup] = {}
    affinity: list[AffinityGroup] = []
    group_of = {}
    for guest in guests:
        # The others are collected and then forgotten (groups.py: get_groups takes affinity_groups[-1]).
        group = named.get(guest.affinity[-1]) if guest.affinity else None
        if group is None:
            group = AffinityGroup(guest.affinity[-1] if guest.affinity else "")
            affinity.append(group)
            if guest.affinity:
                named[group.name] = group
        group.members.append(guest)
        group.weight += guest.source.cpu.used if by_cpu else guest.source.memory.used
        group_of[guest.name] = group
        for name in guest.anti_affinity:
            anti.setdefault(name, AntiAffinityGroup(name)).members.append(guest)
    return Groups(tuple(affinity), group_of, _apart(anti))


def _apart(anti: dict[str, AntiAffinityGroup]) -> dict[str, tuple[AntiAffinityGroup, ...]]:
    apart: dict[str, tuple[AntiAffinityGroup, ...]] = {}
    for group in anti.values():
        for guest in {guest.name: guest for guest in group.members}.values():
            apart[guest.name] = (*apart.get(guest.name, ()), group)
    return apart
