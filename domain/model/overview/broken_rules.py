"""Rules that do not hold now, as warnings for the overview."""

from collections.abc import Iterable

from proxlb_ui.domain.model.overview.attention import SERIOUS, WARNING, Attention
from proxlb_ui.domain.model.rules.rule import Followed, JudgedRule, Rule, RuleKind, RuleSource, RuleState
from proxlb_ui.domain.model.wording import counted, listed

_LINK = "#/rules?state=violated"
_TITLES = {
    RuleKind.AFFINITY: "Guests that belong together are apart",
    RuleKind.ANTI_AFFINITY: "Guests that belong apart are together",
    RuleKind.PIN: "Guests are not where they are pinned to",
}


def broken_rules(rules: Iterable[JudgedRule]) -> tuple[Attention, ...]:
    """One warning for each kind of rule that is broken, naming the first and counting the rest.

    Impossible rules are not among them: the conflict that makes them so has a warning of its own. A broken rule
    that ProxLB does not follow is serious, as nothing will mend it.
    """
    by_kind: dict[RuleKind, list[JudgedRule]] = {}
    for judged in rules:
        if judged.finding.state is RuleState.VIOLATED:
            by_kind.setdefault(judged.rule.kind, []).append(judged)
    found = (_attention(kind, broken) for kind, broken in by_kind.items())
    return tuple(sorted(found, key=lambda one: one.severity != SERIOUS))


def _attention(kind: RuleKind, broken: list[JudgedRule]) -> Attention:
    forsaken = [one for one in broken if one.compliance.followed is Followed.NO]
    first = (forsaken or broken)[0]
    more = f" And {counted(len(broken) - 1, 'rule')} more." if len(broken) > 1 else ""
    return Attention(
        f"rule-broken-{kind.value}",
        SERIOUS if forsaken else WARNING,
        _TITLES[kind],
        f"{_named(first.rule)}: {first.finding.sentence}{more}",
        _hint(first),
        _LINK,
    )


_WRITTEN = {RuleSource.POOL: "The pool ", RuleSource.HA: "The HA rule ", RuleSource.TAG: "", RuleSource.SETTINGS: ""}


def _named(rule: Rule) -> str:
    return f"{_WRITTEN[rule.origin]}{rule.name}"


def _hint(judged: JudgedRule) -> str:
    if judged.compliance.followed is Followed.NO:
        return f"ProxLB does not mend it. {listed(judged.compliance.notes, 2)}"
    return "ProxLB moves guests for it, if the guest is on the fullest node; a migration by hand ends it at once."
