"""The nodes' loads while the calculation moves guests about."""

from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan import NodeLoads
from proxlb_ui.domain.planner.plan_input import NodeInput, PlanInput, reserves
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest

_GIB = 1024**3


class EngineEnds(Exception):
    """ProxLB itself would end here, as it divides by what this node has of the resource, which is nothing."""

    def __init__(self, node: str, method: Method) -> None:
        super().__init__(node)
        self.node = node
        self.method = method


METHODS = (Method.CPU, Method.DISK, Method.MEMORY)


class ResourceLoads:
    """One resource of all nodes, as parallel lists."""

    def __init__(self, used: list[float], raw_totals: list[float], totals: list[float]) -> None:
        self.used = used
        self.totals = totals
        self.assigned: list[float] = [0] * len(used)
        # As read, these know nothing of the reserve; a node's figures learn of it when a guest moves.
        self.free = [total - amount for total, amount in zip(raw_totals, used, strict=True)]
        self.used_percents = [_percent(amount, total) for total, amount in zip(raw_totals, used, strict=True)]
        self.assigned_percents = [0.0] * len(used)

    def assign(self, node: int, amount: float) -> None:
        """Count a guest to the node on which it runs."""
        self.assigned[node] += amount
        self.assigned_percents[node] = _percent(self.assigned[node], self.totals[node])

    def shift(self, node: int, used: float, assigned: float) -> None:
        """Add to a node and reckon its figures anew."""
        self.used[node] += used
        self.assigned[node] += assigned
        self.refresh(node)

    def refresh(self, node: int) -> None:
        """Reckon a node's figures anew, now with the reserve."""
        total = self.totals[node]
        self.free[node] = total - self.used[node]
        self.used_percents[node] = _percent(self.used[node], total)
        self.assigned_percents[node] = _percent(self.assigned[node], total)


class Loads:
    """All nodes' loads; moves are counted so that readers know when to look again."""

    def __init__(self, plan_input: PlanInput) -> None:
        self.nodes = plan_input.nodes
        self.index = {node.name: position for position, node in enumerate(self.nodes)}
        self.reserve_too_large: list[tuple[str, float]] = []
        self.changes = 0
        self._divides_at_once = plan_input.engine.divides_at_once
        self._resources = {method: self._read(method, plan_input) for method in METHODS}

    def of(self, method: Method) -> ResourceLoads:
        """One resource of all nodes."""
        return self._resources[method]

    def percents(self, method: Method, mode: Mode) -> list[float]:
        """The figure that method and mode compare; the live list."""
        loads = self._resources[method]
        return loads.assigned_percents if mode is Mode.ASSIGNED else loads.used_percents

    def assign(self, guest: PlacedGuest) -> None:
        """Count a guest's promised resources to its node; raises EngineEnds where ProxLB does."""
        # Only what is promised is summed up; what is used is taken as Proxmox measured it (set_node_assignments).
        for method in METHODS:
            self._divide(method, self.index[guest.node])
        self.count(guest)

    def count(self, guest: PlacedGuest) -> None:
        """The same where ProxLB has ended already, and nobody divides."""
        node = self.index[guest.node]
        for method in METHODS:
            self._resources[method].assign(node, guest.source.amount(method).total)

    def move(self, guest: PlacedGuest, target: str) -> None:
        """Count a guest to the target and not to the node on which it runs; raises EngineEnds where ProxLB does."""
        # From node_current, also for a guest moved before: each further move takes it off the same node once more
        # (calculations.py: update_node_resources).
        self.changes += 1
        to, away = self.index[target], self.index[guest.node]
        for method in METHODS:
            self._divide(method, to, away)
            amount = guest.source.amount(method)
            self._resources[method].shift(to, amount.used, amount.total)
            self._resources[method].shift(away, -amount.used, -amount.total)

    def check_nodes(self) -> None:
        """Raise EngineEnds for a node that has nothing of a resource: ProxLB divides by it as soon as it reads it."""
        for position, node in enumerate(self.nodes):
            for method in METHODS:
                if not node.amount(method).total and method not in node.unknown:
                    raise EngineEnds(node.name, method)
                if self._divides_at_once:
                    self._divide(method, position)

    def _divide(self, method: Method, *positions: int) -> None:
        for position in positions:
            if not self._resources[method].totals[position] and method not in self.nodes[position].unknown:
                raise EngineEnds(self.nodes[position].name, method)

    def picture(self) -> tuple[NodeLoads, ...]:
        """The loads of all nodes at this moment, frozen."""
        return tuple(self._picture(position, node) for position, node in enumerate(self.nodes))

    def _picture(self, position: int, node: NodeInput) -> NodeLoads:
        resources = self._resources.items()
        return NodeLoads(
            node.name,
            node.maintenance,
            used={method: Load(loads.used[position], loads.totals[position]) for method, loads in resources},
            assigned={method: Load(loads.assigned[position], loads.totals[position]) for method, loads in resources},
            used_percents={method: loads.used_percents[position] for method, loads in resources},
            assigned_percents={method: loads.assigned_percents[position] for method, loads in resources},
        )

    def _read(self, method: Method, plan_input: PlanInput) -> ResourceLoads:
        amounts = [node.amount(method) for node in self.nodes]
        raw = [amount.total for amount in amounts]
        totals = raw
        if method is Method.MEMORY:
            totals = [node.memory.total - self._reserve_bytes(node, plan_input) for node in self.nodes]
        return ResourceLoads([amount.used for amount in amounts], raw, totals)

    def _reserve_bytes(self, node: NodeInput, plan_input: PlanInput) -> int:
        configured = reserves(plan_input.balancing)
        own = configured.get(node.name, {}).get(Method.MEMORY, 0)
        # A reserve below zero is accepted and does nothing.
        reserve = max(0, own if own > 0 else configured.get("defaults", {}).get(Method.MEMORY, 0))
        # Larger than the node is left out with a CRITICAL line; exactly as large is applied (nodes.py:
        # set_node_resource_reservation).
        if reserve * _GIB > node.memory.total:
            self.reserve_too_large.append((node.name, reserve))
            return 0
        return reserve * _GIB


def _percent(part: float, whole: float) -> float:
    return part / whole * 100 if whole else 0.0
