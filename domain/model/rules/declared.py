"""The rules that somebody declared in tags, pools, the settings and HA; whether they hold is judged elsewhere."""

from collections.abc import Iterator

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind
from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.rules.context import Scene
from proxlb_ui.domain.model.rules.rule import Origin, Rule, RuleKind

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


def written_rules(scene: Scene) -> tuple[Rule, ...]:
    """Every rule, by kind, origin and name."""
    found = [*_from_tags(scene), *_from_pools(scene), *_from_settings(scene)]
    found += [_from_ha(scene, rule) for rule in scene.ha_rules or ()]
    kinds, origins = list(RuleKind), list(Origin)
    return tuple(sorted(found, key=lambda rule: (kinds.index(rule.kind), origins.index(rule.origin), rule.name)))


def _from_tags(scene: Scene) -> Iterator[Rule]:
    members: dict[str, list[int]] = {}
    for guest in _movable(scene):
        for text in dict.fromkeys(guest.tags):
            tag = decode(text)
            # A pin without a name pins to nothing; it is told of as a tag, not as a rule.
            if tag.kind in _TAG_KINDS and (tag.value or tag.kind is not TagKind.PIN):
                members.setdefault(text, []).append(guest.vmid)
    for text, vmids in members.items():
        tag = decode(text)
        nodes = (tag.value,) if tag.kind is TagKind.PIN else ()
        yield Rule(_TAG_KINDS[tag.kind], Origin.TAG, text, tuple(vmids), nodes)


def _from_pools(scene: Scene) -> Iterator[Rule]:
    members: dict[str, list[int]] = {name: [] for name in scene.pools}
    for guest in _movable(scene):
        if guest.pool in members:
            members[guest.pool].append(guest.vmid)
    for name, rule in scene.pools.items():
        vmids = tuple(members[name])
        if rule.type is not None:
            yield Rule(RuleKind(rule.type), Origin.POOL, name, vmids)
        if rule.pin:
            yield Rule(RuleKind.PIN, Origin.POOL, name, vmids, tuple(dict.fromkeys(rule.pin)), strict=rule.strict)


def _from_settings(scene: Scene) -> Iterator[Rule]:
    names = frozenset(scene.ignored_names)
    if names:
        vmids = tuple(guest.vmid for guest in _movable(scene) if guest.name in names)
        yield Rule(RuleKind.IGNORE, Origin.SETTINGS, "ignore_guests", vmids)


def _from_ha(scene: Scene, rule: HaRule) -> Rule:
    return Rule(
        kind=_HA_KINDS[rule.kind],
        origin=Origin.HA,
        name=rule.name,
        members=tuple(sorted(vmid for vmid in set(rule.vmids) if vmid in scene.guests)),
        nodes=rule.node_names,
        strict=rule.strict,
        disabled=not rule.enabled,
        comment=rule.comment,
    )


def _movable(scene: Scene) -> Iterator[Guest]:
    return (guest for guest in scene.guests.values() if not guest.template)
