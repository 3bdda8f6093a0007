"""What holds a guest where it is, or draws it somewhere: its tags, its pool and the settings."""

from dataclasses import dataclass

from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.tags import TagKind, decode
from proxlb_ui.domain.model.settings.values.settings import PoolRule, Settings


@dataclass(frozen=True, slots=True)
class Placement:
    """The rules one guest is under; group names are ProxLB's: the whole tag, or the pool's name.

    ignored_by says in words what makes ProxLB leave the guest alone; pinned_to holds node names as written, which
    are a preference only when its pool says so.
    """

    ignored: bool = False
    ignored_by: str | None = None
    pinned_to: tuple[str, ...] = ()
    pin_strict: bool = True
    affinity: tuple[str, ...] = ()
    anti_affinity: tuple[str, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The kinds of rules the guest is under: affinity, anti-affinity, ignore, pin."""
        present = (
            (TagKind.AFFINITY, self.affinity),
            (TagKind.ANTI_AFFINITY, self.anti_affinity),
            (TagKind.IGNORE, self.ignored),
            (TagKind.PIN, self.pinned_to),
        )
        return frozenset(kind.value for kind, found in present if found)


_FREE = Placement()


def placement_of(guest: Guest, settings: Settings | None) -> Placement:
    """The guest's rules; without settings only its tags count."""
    rule = _pool_rule(guest, settings)
    listed = settings is not None and guest.name in settings.balancing.ignore_guests
    if not guest.tags and rule is None and not listed:
        return _FREE
    named: dict[TagKind, list[str]] = {kind: [] for kind in TagKind}
    for text in guest.tags:
        tag = decode(text)
        named[tag.kind].append(tag.value if tag.kind is TagKind.PIN else text)
    if rule is not None:
        if rule.type is not None and guest.pool is not None:
            named[TagKind(rule.type)].append(guest.pool)
        named[TagKind.PIN].extend(rule.pin or ())
    ignored_by = _ignored_by(named[TagKind.IGNORE], listed)
    return Placement(
        ignored=ignored_by is not None,
        ignored_by=ignored_by,
        pinned_to=_unique(named[TagKind.PIN]),
        pin_strict=rule is None or rule.strict,
        affinity=_unique(named[TagKind.AFFINITY]),
        anti_affinity=_unique(named[TagKind.ANTI_AFFINITY]),
    )


def _pool_rule(guest: Guest, settings: Settings | None) -> PoolRule | None:
    if settings is None or guest.pool is None:
        return None
    return (settings.balancing.pools or {}).get(guest.pool)


def _ignored_by(tags: list[str], listed: bool) -> str | None:
    if tags:
        return f"tag {tags[0]}"
    return "ignore_guests in the settings" if listed else None


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
