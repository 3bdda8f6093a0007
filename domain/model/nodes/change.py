"""What a person asks for a node, and when ProxLB is to know of it."""

from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.service.action import ActionTask
from proxlb_ui.domain.model.service.service import ServiceAction
from proxlb_ui.domain.model.settings.values.maintenance_window import weekly_start
from proxlb_ui.domain.model.settings.values.schema import setting_at

_SCHEDULE = ("proxmox_cluster", "maintenance_nodes_schedule")
MOST_ENTRIES = 50


class Apply(StrEnum):
    """When ProxLB takes a saved change up."""

    NOW = "now"
    NEXT_RUN = "next-run"
    SAVE = "save"


class NodeList(StrEnum):
    """The lists of nodes in proxmox_cluster, by ProxLB's keys."""

    MAINTENANCE = "maintenance_nodes"
    IGNORED = "ignore_nodes"


@dataclass(frozen=True, slots=True)
class Applied:
    """What was asked of the service after the save; without a task the message says why nothing was."""

    action: ServiceAction | None = None
    task: ActionTask | None = None
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyWindows:
    """One node's weekly windows; duration and lead time hold for every node, None leaves them as they are."""

    entries: tuple[str, ...]
    duration_hours: int | None = None
    pre_migration_minutes: int | None = None

    def __post_init__(self) -> None:
        """Refuse what ProxLB would skip without a word."""
        if len(self.entries) > MOST_ENTRIES:
            raise Invalid(f"schedules: more than {MOST_ENTRIES} windows a week are too many.", "Join some of them.")
        for entry in self.entries:
            if weekly_start(entry) is None:
                hint = "Write an English weekday and a time: Monday, 8:00."
                raise Invalid(f"schedules: ProxLB does not understand {entry[:40]!r}.", hint)
        _check_range("duration_hours", self.duration_hours, "duration")
        _check_range("pre_migration_minutes", self.pre_migration_minutes, "pre-migration")


def _check_range(name: str, value: int | None, key: str) -> None:
    declared = setting_at((*_SCHEDULE, key))
    if value is not None and declared is not None and not declared.holds(value):
        raise Invalid(f"{name}: {value} is out of range.", f"Use {declared.range}.")
