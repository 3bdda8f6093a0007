"""What ProxLB 2.3.0 makes of a rule, which is not always what it says."""

from collections.abc import Iterator, Mapping, Sequence

from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.rules.conflicts.naming import namesakes
from proxlb_ui.domain.model.rules.context import RuleContext
from proxlb_ui.domain.model.rules.ignoring import ignored_guests
from proxlb_ui.domain.model.rules.nested_pool import is_nested
from proxlb_ui.domain.model.rules.pins import resolved
from proxlb_ui.domain.model.rules.rule import Compliance, Finding, Followed, Rule, RuleKind, RuleSource, RuleState
from proxlb_ui.domain.model.wording import listed

Note = tuple[Followed, str]


class ComplianceCheck:
    """How far ProxLB follows each of the rules declared in a cluster."""

    def __init__(self, context: RuleContext, rules: Sequence[Rule]) -> None:
        self._context = context
        self._ignored = ignored_guests(rules)
        self._double = frozenset(vmid for vmids in namesakes(context).values() for vmid in vmids)
        self._last = _last_groups(context, rules)
        self._ha: Mapping[str, HaRule] = {rule.name: rule for rule in context.ha_rules or ()}

    def of(self, rule: Rule, finding: Finding) -> Compliance:
        """How much of one rule it follows, which is the worst of the notes, and the notes."""
        said = list(self._notes(rule, finding))
        order = (Followed.NO, Followed.PARTLY, Followed.YES)
        worst = next((level for level in order if any(found is level for found, _ in said)), Followed.YES)
        return Compliance(worst, tuple(text for _, text in said))

    def _notes(self, rule: Rule, finding: Finding) -> Iterator[Note]:
        if rule.disabled:
            yield Followed.NO, "ProxLB passes over disabled rules."
            return
        if rule.origin is RuleSource.HA and not self._context.reads_ha_rules:
            yield (
                Followed.NO,
                "ProxLB reads HA rules only when every node runs Proxmox VE 9; Proxmox itself follows it.",
            )
            return
        if rule.origin is RuleSource.POOL and is_nested(rule.name):
            yield Followed.NO, "ProxLB cannot read a pool within a pool, and sees none of its guests."
            return
        if rule.kind is RuleKind.AFFINITY:
            yield from self._other_groups(rule)
        if rule.kind is RuleKind.PIN:
            yield from self._pin(rule, finding)
        yield from self._members(rule)

    def _other_groups(self, rule: Rule) -> Iterator[Note]:
        elsewhere = [vmid for vmid in rule.members if self._last.get(vmid, rule.id) != rule.id]
        if not elsewhere:
            return
        left = len(rule.members) - len(elsewhere)
        names = listed(self._context.names(tuple(elsewhere)))
        text = f"ProxLB counts a guest to the last of its affinity groups only, so not to this one: {names}."
        yield Followed.NO if left < 2 else Followed.PARTLY, text

    def _pin(self, rule: Rule, finding: Finding) -> Iterator[Note]:
        known = resolved(self._context, rule)
        if rule.origin is RuleSource.HA:
            yield from self._ha_pin(rule)
        elif not known:
            yield Followed.NO, "ProxLB sees none of these nodes and does not apply the pin."
        elif rule.origin is RuleSource.POOL:
            if wrong := [name for name in rule.nodes if name not in known and self._context.node_named(name)]:
                yield Followed.NO, f"ProxLB compares {listed(wrong)} letter by letter later, which matches no node."
            if not rule.strict:
                yield Followed.YES, "strict is false: ProxLB may choose the best node of all as well."
        settings = self._context.settings
        if finding.state is RuleState.VIOLATED and settings and not settings.balancing.enforce_pinning:
            yield (
                Followed.YES,
                "ProxLB moves guests to their pins only when it balances, or with enforce_pinning: true.",
            )

    def _ha_pin(self, rule: Rule) -> Iterator[Note]:
        if len(rule.members) > 1:
            yield Followed.PARTLY, "ProxLB reads it as an affinity group too, so it also keeps these guests together."
        nodes = self._ha[rule.name].nodes
        if odd := [node for node in nodes if ":" in node]:
            yield Followed.NO, f"ProxLB takes {listed(odd)} for names, which match no node; Proxmox itself follows it."

    def _members(self, rule: Rule) -> Iterator[Note]:
        still = tuple(vmid for vmid in rule.members if vmid in self._ignored)
        if still and rule.kind is not RuleKind.IGNORE:
            stays = "it stays where it is" if len(still) == 1 else "they stay where they are"
            yield Followed.PARTLY, f"Ignored, so {stays}: {listed(self._context.names(still))}."
        if double := tuple(vmid for vmid in rule.members if vmid in self._double):
            yield Followed.PARTLY, f"Another running guest has the same name: {listed(self._context.names(double))}."
        unseen = tuple(vmid for vmid in rule.members if not self._context.sees(self._context.guests[vmid]))
        if unseen:
            yield Followed.YES, f"Not seen by ProxLB now: {listed(self._context.names(unseen))}."


def _last_groups(context: RuleContext, rules: Sequence[Rule]) -> Mapping[int, str]:
    """The affinity group ProxLB counts each guest to: it reads tags, then the pool, then HA rules."""
    last: dict[int, str] = {}
    tags = {rule.name: rule for rule in rules if rule.origin is RuleSource.TAG and rule.kind is RuleKind.AFFINITY}
    for guest in context.guests.values():
        for text in guest.tags:
            if text in tags:
                last[guest.vmid] = tags[text].id
    for origin in (RuleSource.POOL, RuleSource.HA):
        for rule in rules:
            if rule.origin is origin and _groups(context, rule):
                last.update(dict.fromkeys(rule.members, rule.id))
    return last


def _groups(context: RuleContext, rule: Rule) -> bool:
    if rule.origin is RuleSource.HA:
        affine = rule.kind in (RuleKind.AFFINITY, RuleKind.PIN)
        return affine and context.reads_ha_rules and not rule.disabled
    return rule.kind is RuleKind.AFFINITY and not (rule.origin is RuleSource.POOL and is_nested(rule.name))
