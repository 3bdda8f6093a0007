"""Sentences about the quirks that hurt, collected while the calculation runs."""

from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.plan import PlanWarning, WarningKind
from proxlb_ui.domain.planner.steps.loads import Loads
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


class Warnings:
    """The warnings of one plan, in the order in which they came up and without repetition."""

    def __init__(self) -> None:
        self._found: dict[PlanWarning, None] = {}

    def add(
        self,
        kind: WarningKind,
        message: str,
        *,
        node: str | None = None,
        guest: str | None = None,
        percent: float | None = None,
    ) -> None:
        """Note one warning."""
        self._found[PlanWarning(kind, message, node, guest, percent)] = None

    def all(self) -> tuple[PlanWarning, ...]:
        """What was noted so far."""
        return tuple(self._found)

    def unchecked_capacity(self, kind: WarningKind, guest: PlacedGuest, target: str, loads: Loads) -> None:
        """Warn when a guest just put on a node fills its memory: nothing checked whether it fits."""
        memory = loads.of(Method.MEMORY)
        position = loads.index[target]
        percent = memory.used_percents[position]
        if percent <= 100 or guest.node == target:
            return
        cause = {
            WarningKind.MAINTENANCE_IGNORES_CAPACITY: "emptying a node in maintenance ignores capacity",
            WarningKind.PIN_IGNORES_CAPACITY: "a pin is followed without checking the capacity",
            WarningKind.TARGET_OVERLOADED: "anti-affinity is followed without checking the capacity",
        }[kind]
        message = f"{guest.name} moves to {target}, whose memory would reach {percent:.0f} %: {cause}."
        self.add(kind, message, node=target, guest=guest.name, percent=percent)
