"""Conflicts of names, and of two balancers."""

from collections.abc import Iterator, Sequence

from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.rules.rule import Rule, RuleSource
from proxlb_ui.domain.model.wording import listed, spelling


def name_conflicts(context: RuleContext, rules: Sequence[Rule]) -> Iterator[RuleConflict]:
    """Namesakes under rules, pools and ignored guests that are not there."""
    yield from _namesakes(context, rules)
    yield from _pools(context, rules)
    yield from _ignored(context)


def balancer_conflicts(context: RuleContext) -> Iterator[RuleConflict]:
    """Proxmox' own balancer beside ProxLB."""
    if context.proxmox_balances and context.settings is not None and context.settings.balancing.enable:
        yield RuleConflict(
            ConflictKind.TWO_BALANCERS,
            "ha-auto-rebalance",
            "ha-auto-rebalance is on, so Proxmox and ProxLB move the same HA guests back and forth.",
            "Turn one of them off: Datacenter, Options, Cluster Resource Scheduling, or balancing.enable.",
        )


def namesakes(context: RuleContext) -> dict[str, tuple[int, ...]]:
    """Running guests that ProxLB cannot tell apart, by name."""
    found: dict[str, list[int]] = {}
    for guest in context.guests.values():
        if context.sees(guest):
            found.setdefault(guest.name, []).append(guest.vmid)
    return {name: tuple(vmids) for name, vmids in found.items() if len(vmids) > 1}


def _namesakes(context: RuleContext, rules: Sequence[Rule]) -> Iterator[RuleConflict]:
    for name, vmids in namesakes(context).items():
        touched = tuple(rule.id for rule in rules if not set(vmids).isdisjoint(rule.members))
        if touched:
            yield RuleConflict(
                ConflictKind.DUPLICATE_NAMES,
                name,
                f"{len(vmids)} running guests are named {name}. ProxLB sees only the last of them, "
                f"so the rules of the others do nothing.",
                "Give every running guest a name of its own.",
                vmids,
                touched,
            )


def _pools(context: RuleContext, rules: Sequence[Rule]) -> Iterator[RuleConflict]:
    filled = {guest.pool for guest in context.guests.values() if guest.pool}
    yield from _nested(context, rules)
    # Without guests nothing has been read, or nobody may read it.
    for name in context.pools if context.guests else ():
        if name not in filled:
            yield RuleConflict(
                ConflictKind.UNKNOWN_POOL,
                name,
                f"balancing.pools configures {name}, but Proxmox has no such pool, or no guest in it.",
                spelling(name, filled) or f"Pools with guests: {listed(sorted(filled)) or 'none'}.",
                rules=tuple(one.id for one in rules if one.origin is RuleSource.POOL and one.name == name),
            )


def _nested(context: RuleContext, rules: Sequence[Rule]) -> Iterator[RuleConflict]:
    for name in context.pools:
        own = [rule for rule in rules if rule.origin is RuleSource.POOL and rule.name == name]
        guests = tuple(sorted({vmid for rule in own for vmid in rule.members}))
        if is_nested(name) and guests:
            yield RuleConflict(
                ConflictKind.NESTED_POOL,
                name,
                f"{name} is a pool within a pool. ProxLB asks Proxmox for it by a path that reaches outer pools only, "
                "gets an error (501) and goes on without its guests: what the settings say about it does nothing.",
                "Put its guests into a pool of the top level, or give them tags.",
                guests,
                tuple(rule.id for rule in own),
            )


def _ignored(context: RuleContext) -> Iterator[RuleConflict]:
    known = {guest.name for guest in context.guests.values()}
    absent = [name for name in context.ignored_names if name not in known]
    if absent:
        yield RuleConflict(
            ConflictKind.UNKNOWN_IGNORED_GUEST,
            "ignore_guests",
            f"No effect: {listed(absent)}.",
            spelling(absent[0], known) or "Names count, not VMIDs.",
        )
