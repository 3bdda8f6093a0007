"""Conflicts of names, and of two balancers."""

from collections.abc import Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import Conflict, ConflictKind
from proxlb_ui.domain.model.rules.context import Scene
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.rules.rule import Origin, Rule
from proxlb_ui.domain.model.wording import listed, spelling


def name_conflicts(scene: Scene, rules: Sequence[Rule]) -> Iterator[Conflict]:
    """Namesakes under rules, pools and ignored guests that are not there."""
    yield from _namesakes(scene, rules)
    yield from _pools(scene, rules)
    yield from _ignored(scene)


def balancer_conflicts(scene: Scene) -> Iterator[Conflict]:
    """Proxmox' own balancer beside ProxLB."""
    if scene.proxmox_balances and scene.settings is not None and scene.settings.balancing.enable:
        yield Conflict(
            ConflictKind.TWO_BALANCERS,
            "ha-auto-rebalance",
            "ha-auto-rebalance is on, so Proxmox and ProxLB move the same HA guests back and forth.",
            "Turn one of them off: Datacenter, Options, Cluster Resource Scheduling, or balancing.enable.",
        )


def namesakes(scene: Scene) -> dict[str, tuple[int, ...]]:
    """Running guests that ProxLB cannot tell apart, by name."""
    found: dict[str, list[int]] = {}
    for guest in scene.guests.values():
        if scene.sees(guest):
            found.setdefault(guest.name, []).append(guest.vmid)
    return {name: tuple(vmids) for name, vmids in found.items() if len(vmids) > 1}


def _namesakes(scene: Scene, rules: Sequence[Rule]) -> Iterator[Conflict]:
    for name, vmids in namesakes(scene).items():
        touched = tuple(rule.id for rule in rules if not set(vmids).isdisjoint(rule.members))
        if touched:
            yield Conflict(
                ConflictKind.DUPLICATE_NAMES,
                name,
                f"{len(vmids)} running guests are named {name}. ProxLB sees only the last of them, "
                f"so the rules of the others do nothing.",
                "Give every running guest a name of its own.",
                vmids,
                touched,
            )


def _pools(scene: Scene, rules: Sequence[Rule]) -> Iterator[Conflict]:
    filled = {guest.pool for guest in scene.guests.values() if guest.pool}
    yield from _nested(scene, rules)
    # Without guests nothing has been read, or nobody may read it.
    for name in scene.pools if scene.guests else ():
        if name not in filled:
            yield Conflict(
                ConflictKind.UNKNOWN_POOL,
                name,
                f"balancing.pools configures {name}, but Proxmox has no such pool, or no guest in it.",
                spelling(name, filled) or f"Pools with guests: {listed(sorted(filled)) or 'none'}.",
                rules=tuple(one.id for one in rules if one.origin is Origin.POOL and one.name == name),
            )


def _nested(scene: Scene, rules: Sequence[Rule]) -> Iterator[Conflict]:
    for name in scene.pools:
        own = [rule for rule in rules if rule.origin is Origin.POOL and rule.name == name]
        guests = tuple(sorted({vmid for rule in own for vmid in rule.members}))
        if is_nested(name) and guests:
            yield Conflict(
                ConflictKind.NESTED_POOL,
                name,
                f"{name} is a pool within a pool. ProxLB asks Proxmox for it by a path that reaches outer pools only, "
                "gets an error (501) and goes on without its guests: what the settings say about it does nothing.",
                "Put its guests into a pool of the top level, or give them tags.",
                guests,
                tuple(rule.id for rule in own),
            )


def _ignored(scene: Scene) -> Iterator[Conflict]:
    known = {guest.name for guest in scene.guests.values()}
    absent = [name for name in scene.ignored_names if name not in known]
    if absent:
        yield Conflict(
            ConflictKind.UNKNOWN_IGNORED_GUEST,
            "ignore_guests",
            f"No effect: {listed(absent)}.",
            spelling(absent[0], known) or "Names count, not VMIDs.",
        )
