"""Whether the nodes differ enough for ProxLB to act."""

from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.planner.plan import Trigger
from proxlb_ui.domain.planner.steps.loads import Loads


class BalanceCheck:
    """The triggers of resources at this moment; nodes in maintenance count too."""

    def __init__(self, loads: Loads, balancing: Balancing, *, under_pressure: bool) -> None:
        self._loads = loads
        self._values = loads.percents(balancing.method, balancing.mode)
        self._balancing = balancing
        self._threshold = threshold(balancing)
        self._under_pressure = under_pressure
        self._changes = -1
        self._triggers: tuple[Trigger, ...] = ()

    def spread(self) -> float:
        """Highest minus lowest value in percentage points."""
        return max(self._values) - min(self._values) if self._values else 0.0

    def triggers(self) -> tuple[Trigger, ...]:
        """Which of spread, threshold and pressure ask for balancing."""
        if self._balancing.mode is Mode.PSI:
            return (Trigger.PRESSURE,) if self._under_pressure else ()
        if self._changes != self._loads.changes:
            self._changes = self._loads.changes
            self._triggers = self._compare()
        return self._triggers

    def _compare(self) -> tuple[Trigger, ...]:
        fired = []
        # Strictly greater, while a threshold fires at its own value (calculations.py: get_balanciness).
        if self.spread() > self._balancing.balanciness:
            fired.append(Trigger.SPREAD)
        # 0 means none, as ProxLB asks for a true value; a threshold adds a reason to the spread and takes none away.
        if self._threshold and max(self._values, default=0.0) >= self._threshold:
            fired.append(Trigger.THRESHOLD)
        return tuple(fired)


def threshold(balancing: Balancing) -> int | None:
    """The threshold of the method, the only one that counts."""
    if balancing.method is Method.MEMORY:
        return balancing.memory_threshold
    return balancing.cpu_threshold if balancing.method is Method.CPU else balancing.disk_threshold
