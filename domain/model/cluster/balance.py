"""How evenly the nodes are loaded, in ProxLB's terms; pure arithmetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.history import History, Subject
from proxlb_ui.domain.model.cluster.load import percent_of, percent_text
from proxlb_ui.domain.model.cluster.maintenance import is_ignored
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the running guests of one node may use at most."""

    cpu_cores: float = 0.0
    memory_bytes: float = 0.0
    disk_bytes: float = 0.0

    def of(self, method: Method) -> float:
        """The amount of one resource."""
        return {Method.CPU: self.cpu_cores, Method.MEMORY: self.memory_bytes, Method.DISK: self.disk_bytes}[method]


@dataclass(frozen=True, slots=True)
class Spread:
    """Difference between the most and the least loaded node in percent points, and which nodes these are."""

    percent: float
    highest: str
    lowest: str
    highest_percent: float

    @property
    def lowest_percent(self) -> float:
        """The least loaded node's share."""
        return self.highest_percent - self.percent

    @property
    def score(self) -> float:
        """100 when all nodes are equal, less by each percent point of difference."""
        return max(0.0, 100.0 - self.percent)


@dataclass(frozen=True, slots=True)
class Health:
    """One headline about the balance: state is balanced, unbalanced, off or unknown."""

    state: str
    title: str
    detail: str = ""


def assigned_per_node(guests: Iterable[Guest]) -> Mapping[str, Assigned]:
    """Sums over running guests, ignored ones included; a node without any is missing."""
    sums: dict[str, list[float]] = {}
    for guest in guests:
        if guest.running:
            total = sums.setdefault(guest.node, [0.0, 0.0, 0.0])
            total[0] += guest.cpu.total or 0
            total[1] += guest.memory.total or 0
            total[2] += guest.disk.total or 0
    return {name: Assigned(*total) for name, total in sums.items()}


def reserved_memory_bytes(node: Node, settings: Settings | None) -> float:
    """Memory the settings keep free on the node; one that exceeds the node is not applied, as in ProxLB."""
    reserves = (settings.balancing.node_resource_reserve if settings else None) or {}
    own = reserves.get(node.name, {}).get(Method.MEMORY, 0)
    gib = own if own > 0 else reserves.get("defaults", {}).get(Method.MEMORY, 0)
    reserved = float(gib * _GIB)
    return reserved if 0 < reserved <= (node.memory.total or 0) else 0.0


def used_percent(node: Node, method: Method) -> float | None:
    """Used share of the whole node."""
    return {Method.CPU: node.cpu, Method.MEMORY: node.memory, Method.DISK: node.disk}[method].percent


def assigned_percent(node: Node, assigned: Assigned, method: Method, settings: Settings | None) -> float | None:
    """Assigned share of the node, its memory less the reserve."""
    total = {Method.CPU: node.cpu, Method.MEMORY: node.memory, Method.DISK: node.disk}[method].total
    if total is not None and method is Method.MEMORY:
        total -= reserved_memory_bytes(node, settings)
    return percent_of(assigned.of(method), total)


def spread(
    method: Method, figure: Mode, nodes: Iterable[Node], assigned: Mapping[str, Assigned], settings: Settings | None
) -> Spread | None:
    """The spread over the nodes ProxLB compares, those in maintenance included; None when nothing is known."""
    shares: list[tuple[float, str]] = []
    for node in nodes:
        if node.status is not NodeStatus.ONLINE or is_ignored(node, settings):
            continue
        if figure is Mode.ASSIGNED:
            share = assigned_percent(node, assigned.get(node.name, Assigned()), method, settings)
        else:
            share = used_percent(node, method)
        if share is not None:
            shares.append((share, node.name))
    if not shares:
        return None
    highest, lowest = max(shares, key=lambda pair: pair[0]), min(shares, key=lambda pair: pair[0])
    return Spread(highest[0] - lowest[0], highest[1], lowest[1], highest[0])


def pressure_spread(method: Method, histories: Mapping[Subject, History], nodes: Iterable[Node]) -> Spread | None:
    """The highest and lowest recent peak of the time in which everything waited; None where no node's is known."""
    peaks = [
        (histories[node.name].pressure[method].full_spikes, node.name)
        for node in nodes
        if node.name in histories and method in histories[node.name].pressure
    ]
    if not peaks:
        return None
    highest, lowest = max(peaks, key=lambda pair: pair[0]), min(peaks, key=lambda pair: pair[0])
    return Spread(highest[0] - lowest[0], highest[1], lowest[1], highest[0])


def threshold_percent(settings: Settings) -> int | None:
    """The load above which ProxLB acts whatever the spread; 0 and absence turn it off."""
    balancing = settings.balancing
    limits = {
        Method.MEMORY: balancing.memory_threshold,
        Method.CPU: balancing.cpu_threshold,
        Method.DISK: balancing.disk_threshold,
    }
    return limits[balancing.method] or None


def health(view: ClusterView) -> Health:
    """Whether ProxLB would see something to balance now."""
    if view.settings is None:
        return Health("unknown", "Unknown: the settings file cannot be read")
    settings = view.settings.settings
    if view.snapshot is None:
        return Health("unknown", "Unknown: the cluster has not been read yet")
    found = _judge(view.snapshot, settings)
    if not settings.balancing.enable:
        return Health("off", "Balancing is off (balancing.enable is false)", found.title)
    return found


def _judge(snapshot: ClusterSnapshot, settings: Settings) -> Health:
    balancing = settings.balancing
    if balancing.mode is Mode.PSI:
        detail = "In psi mode ProxLB compares how long tasks wait, which is not in the cluster overview."
        return Health("unknown", "Unknown: ProxLB judges by pressure (mode psi)", detail)
    assigned = assigned_per_node(snapshot.guests) if balancing.mode is Mode.ASSIGNED else {}
    found = spread(balancing.method, balancing.mode, snapshot.nodes, assigned, settings)
    what = "memory" if balancing.method is Method.MEMORY else "CPU" if balancing.method is Method.CPU else "disk"
    if found is None:
        return Health("unknown", f"Unknown: no node shows its {what}")
    detail = f"{found.highest} has the most {what} {balancing.mode.value}, {found.lowest} the least."
    allowed, limit = balancing.balanciness, threshold_percent(settings)
    shown = percent_text(found.percent, allowed)
    if found.percent > allowed:
        return Health("unbalanced", f"Not balanced: {what} spread {shown} %, {allowed} % allowed", detail)
    if limit is not None and found.highest_percent >= limit:
        title = f"Not balanced: {found.highest} is at {percent_text(found.highest_percent, limit)} % {what}"
        return Health("unbalanced", f"{title}, limit {limit} %", detail)
    return Health("balanced", f"Balanced: {what} spread {shown} % of {allowed} % allowed", detail)
