"""What differs between ProxLB's versions and changes a plan; compared with each by tests/differential/versions.py."""

from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.model.settings.values.versions import is_older, newer_than
from proxlb_ui.domain.planner.plan_input import EngineTraits

# The versions whose own calculation the planner was compared with.
OLDEST_COMPARED, NEWEST_COMPARED = "1.1.11", "2.3.0"


def traits_of(version: str | None) -> EngineTraits:
    """The traits of this version; those of the newest when it is not known."""
    first = is_older(version, "2.0.0")
    return EngineTraits(
        pins_in_any_case=not is_older(version, "2.3.0"),
        target_per_group=not first,
        groups_by_cpu=first,
        reads_schedules=not is_older(version, "2.1.0"),
        disk_pressure=not is_older(version, "2.3.0"),
        last_pool_decides=first,
        divides_at_once=first,
    )


def known_to(version: str | None, balancing: Balancing) -> Balancing:
    """The section without the keys that this version does not know and ignores."""
    unknown = [key for key in balancing.model_fields_set if newer_than(("balancing", key), version)]
    if not unknown:
        return balancing
    defaults = Balancing()
    return balancing.model_copy(update={key: getattr(defaults, key) for key in unknown})


def told_of(version: str | None, balancing: Balancing) -> tuple[str, ...]:
    """What a reader should know: keys without effect, and a version nobody compared the planner with."""
    ignored = [key for key in balancing.model_fields_set if newer_than(("balancing", key), version)]
    told = [f"ProxLB {version} does not know {key}, so it has no effect here." for key in sorted(ignored)]
    if version is None:
        told.append(f"ProxLB's version is not known; this is what {NEWEST_COMPARED} would do.")
    elif is_older(version, OLDEST_COMPARED) or is_older(NEWEST_COMPARED, version):
        compared = f"{OLDEST_COMPARED} to {NEWEST_COMPARED}"
        told.append(f"This plan was compared with ProxLB {compared}; {version} may decide otherwise.")
    return tuple(told)
