"""The node that ProxLB would fill next."""

from collections.abc import Collection

from proxlb_ui.domain.model.settings.values.settings import Balancing, Mode
from proxlb_ui.domain.planner.steps.loads import Loads


class BestNode:
    """The least loaded node outside maintenance; remembered until a guest moves."""

    def __init__(self, loads: Loads, balancing: Balancing) -> None:
        self._loads = loads
        if balancing.mode is Mode.PSI:
            # Pressure is measured, not reckoned: it stays the same however many guests the plan has moved already.
            self._figures = [node.pressure(balancing.method).full_spikes for node in loads.nodes]
        else:
            self._figures = loads.percents(balancing.method, balancing.mode)
        self._usable = [position for position, node in enumerate(loads.nodes) if not node.maintenance]
        self._changes = -1
        self._best: str | None = None

    def overall(self) -> str | None:
        """The best of all nodes; None when all are in maintenance."""
        if self._changes != self._loads.changes:
            self._changes = self._loads.changes
            self._best = self._least(self._usable)
        return self._best

    @property
    def last(self) -> str | None:
        """What overall() said when it was asked last, whatever has moved since."""
        return self._best

    def among(self, names: Collection[str]) -> str | None:
        """The best of the named nodes; None when none of them exists outside maintenance."""
        return self._least([position for position in self._usable if self._loads.nodes[position].name in names])

    def figure_of(self, name: str) -> float:
        """What the node is compared by, in percent."""
        return self._figures[self._loads.index[name]]

    def _least(self, positions: list[int]) -> str | None:
        if not positions:
            return None
        # Of equals the first in the order of the API wins, as in ProxLB (calculations.py: get_most_free_node).
        return self._loads.nodes[min(positions, key=self._figures.__getitem__)].name
