"""The rules that somebody declared in tags, pools, the settings and HA; whether they hold is judged elsewhere."""

from collections.abc import Iterator

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind, RuleSource

_TAG_KINDS = {
    TagKind.AFFINITY: RuleKind.AFFINITY,
    TagKind.ANTI_AFFINITY: RuleKind.ANTI_AFFINITY,
    TagKind.IGNORE: RuleKind.IGNORE,
    TagKind.PIN: RuleKind.PIN,
}
_HA_KINDS = {
    HaRuleKind.TOGETHER: RuleKind.AFFINITY,
    HaRuleKind.APART: RuleKind.ANTI_AFFINITY,
    HaRuleKind.NODES: RuleKind.PIN,
    HaRuleKind.GROUP: RuleKind.PIN,
}


def declared_rules(context: RuleContext) -> tuple[Rule, ...]:
    """Every rule, by kind, origin and name."""
    found = [*_from_tags(context), *_from_pools(context), *_from_settings(context)]
    found += [_from_ha(context, rule) for rule in context.ha_rules or ()]
    kinds, origins = list(RuleKind), list(RuleSource)
    return tuple(sorted(found, key=lambda rule: (kinds.index(rule.kind), origins.index(rule.origin), rule.name)))


def _from_tags(context: RuleContext) -> Iterator[Rule]:
    members: dict[str, list[int]] = {}
    for guest in _movable(context):
        for text in dict.fromkeys(guest.tags):
            tag = decode(text)
            # A pin without a name pins to nothing; it is told of as a tag, not as a rule.
            if tag.kind in _TAG_KINDS and (tag.value or tag.kind is not TagKind.PIN):
                members.setdefault(text, []).append(guest.vmid)
    for text, vmids in members.items():
        tag = decode(text)
        nodes = (tag.value,) if tag.kind is TagKind.PIN else ()
        yield Rule(_TAG_KINDS[tag.kind], RuleSource.TAG, text, tuple(vmids), nodes)


def _from_pools(context: RuleContext) -> Iterator[Rule]:
    members: dict[str, list[int]] = {name: [] for name in context.pools}
    for guest in _movable(context):
        if guest.pool in members:
            members[guest.pool].append(guest.vmid)
    for name, rule in context.pools.items():
        vmids = tuple(members[name])
        if rule.type is not None:
            yield Rule(RuleKind(rule.type), RuleSource.POOL, name, vmids)
        if rule.pin:
            yield Rule(RuleKind.PIN, RuleSource.POOL, name, vmids, tuple(dict.fromkeys(rule.pin)), strict=rule.strict)


def _from_settings(context: RuleContext) -> Iterator[Rule]:
    names = frozenset(context.ignored_names)
    if names:
        vmids = tuple(guest.vmid for guest in _movable(context) if guest.name in names)
        yield Rule(RuleKind.IGNORE, RuleSource.SETTINGS, "ignore_guests", vmids)


def _from_ha(context: RuleContext, rule: HaRule) -> Rule:
    return Rule(
        kind=_HA_KINDS[rule.kind],
        origin=RuleSource.HA,
        name=rule.name,
        members=tuple(sorted(vmid for vmid in set(rule.vmids) if vmid in context.guests)),
        nodes=rule.node_names,
        strict=rule.strict,
        disabled=not rule.enabled,
        comment=rule.comment,
    )


def _movable(context: RuleContext) -> Iterator[Guest]:
    return (guest for guest in context.guests.values() if not guest.template)
