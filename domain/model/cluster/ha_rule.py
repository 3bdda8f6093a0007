"""Proxmox' own rules about guests under high availability."""

from dataclasses import dataclass
from enum import StrEnum


class HaRuleKind(StrEnum):
    """What a rule asks for; groups are what Proxmox VE 8 has in place of rules."""

    NODES = "node-affinity"
    TOGETHER = "together"
    APART = "apart"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class HaRule:
    """One rule; nodes are as Proxmox writes them, priorities included ("pve1:2"), strict when no other node will do."""

    name: str
    kind: HaRuleKind
    vmids: tuple[int, ...] = ()
    nodes: tuple[str, ...] = ()
    strict: bool = False
    enabled: bool = True
    comment: str = ""

    @property
    def node_names(self) -> tuple[str, ...]:
        """The nodes without their priorities."""
        return tuple(node.partition(":")[0] for node in self.nodes)
