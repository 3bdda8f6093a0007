"""Reckons true loads from what Proxmox shows of nodes and guests at one moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from proxlb_ui.domain.judge.loads.figures import FIGURES, Moved, NodeFigures
from proxlb_ui.domain.model.cluster.balance import assigned_per_node, reserved_memory_bytes
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings

Key = tuple[str, Method, Mode]


class TrueLoads:
    """The nodes ProxLB sees, as they are; now is the local time ProxLB would see, for schedules of maintenance.

    A node's used amount is its own figure, in which its guests are included; assigned is what its running guests may
    use at most. Amounts are cores for CPU and bytes for memory and disk.
    """

    def __init__(self, snapshot: ClusterSnapshot, settings: Settings, now: datetime) -> None:
        self.nodes = tuple(
            node for node in snapshot.nodes if node.status is NodeStatus.ONLINE and not is_ignored(node, settings)
        )
        self.guests: Mapping[int, Guest] = {guest.vmid: guest for guest in snapshot.guests}
        self.closed = frozenset(node.name for node in self.nodes if maintenance_sources(node, settings, now))
        self.totals: dict[Key, float | None] = {}
        self._amounts: dict[Key, float | None] = {}
        assigned = assigned_per_node(snapshot.guests)
        for node in self.nodes:
            kept_free = reserved_memory_bytes(node, settings)
            for method in Method:
                load, promised = _load(node, method), assigned.get(node.name)
                self._amounts[node.name, method, Mode.USED] = load.used
                self._amounts[node.name, method, Mode.ASSIGNED] = promised.of(method) if promised else 0.0
                self.totals[node.name, method, Mode.USED] = load.total
                less = kept_free if method is Method.MEMORY else 0.0
                self.totals[node.name, method, Mode.ASSIGNED] = None if load.total is None else load.total - less

    def share_of(self, vmid: int, method: Method, mode: Mode) -> float | None:
        """What a guest takes along when it moves; None where Proxmox does not tell, as with the disk of a VM.

        A guest that is not running takes nothing.
        """
        guest = self.guests[vmid]
        if not guest.running:
            return 0.0
        load = _load(guest, method)
        return (load.total or 0.0) if mode is Mode.ASSIGNED else load.used

    def amounts_after(self, moves: Iterable[Moved]) -> dict[Key, float | None]:
        """Every amount after these moves; guests that are not there and nodes ProxLB does not see count for nothing."""
        amounts = dict(self._amounts)
        for move in moves:
            guest = self.guests.get(move.vmid)
            if guest is None or guest.node == move.target:
                continue
            for method in Method:
                for mode in FIGURES:
                    share = self.share_of(move.vmid, method, mode)
                    _add(amounts, (guest.node, method, mode), None if share is None else -share)
                    _add(amounts, (move.target, method, mode), share)
        return amounts

    def after(self, moves: Iterable[Moved] = ()) -> tuple[NodeFigures, ...]:
        """Every node after these moves, in the order of the snapshot."""
        amounts = self.amounts_after(moves)
        return tuple(
            NodeFigures(
                node.name,
                node.name in self.closed,
                used={method: self._figure(amounts, (node.name, method, Mode.USED)) for method in Method},
                assigned={method: self._figure(amounts, (node.name, method, Mode.ASSIGNED)) for method in Method},
            )
            for node in self.nodes
        )

    def _figure(self, amounts: Mapping[Key, float | None], key: Key) -> Load:
        return Load(amounts[key], self.totals[key])


def _add(amounts: dict[Key, float | None], key: Key, share: float | None) -> None:
    if key in amounts:
        present = amounts[key]
        amounts[key] = None if present is None or share is None else present + share


def _load(item: Node | Guest, method: Method) -> Load:
    if method is Method.MEMORY:
        return item.memory
    return item.cpu if method is Method.CPU else item.disk
