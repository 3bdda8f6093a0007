"""What Proxmox' own HA manager was told about guests: rules of PVE 9, groups of PVE 8."""

from dataclasses import dataclass
from enum import StrEnum


class HaRuleKind(StrEnum):
    """What an HA rule asks for: guests together, guests apart, or guests on some nodes."""

    TOGETHER = "resource-affinity-positive"
    APART = "resource-affinity-negative"
    NODES = "node-affinity"


@dataclass(frozen=True, slots=True)
class HaNode:
    """One node of a node-affinity rule; priority is None when none was written."""

    name: str
    priority: int | None = None

    @property
    def text(self) -> str:
        """The node as Proxmox writes it, which ProxLB takes for the node's name."""
        return self.name if self.priority is None else f"{self.name}:{self.priority}"


@dataclass(frozen=True, slots=True)
class HaRule:
    """One rule; strict means that the guests run on no other node. A group of PVE 8 is a node-affinity rule."""

    name: str
    kind: HaRuleKind
    vmids: tuple[int, ...] = ()
    nodes: tuple[HaNode, ...] = ()
    strict: bool = False
    disabled: bool = False
    comment: str = ""
    from_group: bool = False
