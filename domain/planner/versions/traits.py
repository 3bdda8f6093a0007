"""What differs between ProxLB's versions and changes a plan; compared with each by tests/differential/versions.py."""

from dataclasses import dataclass

from proxlb_ui.domain.model.settings.values.settings import Balancing
from proxlb_ui.domain.model.settings.values.versions import is_older, newer_than

# The versions whose own calculation the planner was compared with.
OLDEST_COMPARED, NEWEST_COMPARED = "1.1.11", "2.3.0"


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """How one version of ProxLB calculates; the defaults are the newest that was compared.

    pins_in_any_case: 2.3.0 finds a pin's node whatever its case, earlier ones only as it is written.
    target_per_group: since 2.0.0 the best node is looked for before each group; before that the last target stays.
    groups_by_cpu: before 2.0.0 groups are ordered by the CPU of their guests, where their memory was meant.
    reads_schedules: maintenance_nodes_schedule came with 2.1.0. disk_pressure: before 2.3.0 ProxLB asks Proxmox for
    the pressure of disks by a name that it does not have, and takes 0. last_pool_decides: before 2.0.0 a guest's last
    pool says whether its pins are strict, which one without settings does. divides_at_once: before 2.0.0 each node is
    divided by what its reserve leaves, whether a guest touches it or not.
    """

    pins_in_any_case: bool = True
    target_per_group: bool = True
    groups_by_cpu: bool = False
    reads_schedules: bool = True
    disk_pressure: bool = True
    last_pool_decides: bool = False
    divides_at_once: bool = False


LATEST = EngineTraits()


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
