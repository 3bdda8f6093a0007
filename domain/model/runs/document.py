"""The JSON document of a run: nested as ProxLB 2.x prints it, or flat as 1.1.x did."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.guest import GuestKind

_HINT = "Look at the run's log for what else ProxLB printed."
_RESOURCES = ("cpu", "memory", "disk")


@dataclass(frozen=True, slots=True)
class EngineMove:
    """A guest whose target is another node than its own."""

    guest: str
    vmid: int | None
    kind: GuestKind | None
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class ProjectedNode:
    """One node as the engine expects it after its moves; shares in percent."""

    name: str
    maintenance: bool
    cpu_percent: float | None
    memory_percent: float | None
    disk_percent: float | None


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """What the cockpit wants of the document; guests is their number, groups those of more than one guest."""

    moves: tuple[EngineMove, ...]
    nodes: tuple[ProjectedNode, ...]
    guests: int
    affinity_groups: int
    anti_affinity_groups: int
    flat: bool


def read_document(text: str) -> EngineDocument:
    """Read a document; raises Invalid when it is none of ProxLB's."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise Invalid("ProxLB printed a JSON document that cannot be read.", _HINT) from exc
    guests, nodes = _table(content, "guests"), _table(content, "nodes")
    if guests is None or nodes is None:
        raise Invalid("ProxLB printed a JSON document without nodes and guests.", _HINT)
    groups = _table(content, "groups") or {}
    return EngineDocument(
        moves=tuple(_moves(guests)),
        nodes=tuple(_node(name, values) for name, values in nodes.items() if isinstance(values, Mapping)),
        guests=len(guests),
        affinity_groups=_shared(groups, "affinity"),
        anti_affinity_groups=_shared(groups, "anti_affinity"),
        flat=any("memory_total" in values for values in nodes.values() if isinstance(values, Mapping)),
    )


def _table(content: Any, name: str) -> Mapping[str, Any] | None:
    table = content.get(name) if isinstance(content, Mapping) else None
    return table if isinstance(table, Mapping) else None


def _moves(guests: Mapping[str, Any]) -> Iterable[EngineMove]:
    for name, values in guests.items():
        if not isinstance(values, Mapping):
            continue
        source, target = values.get("node_current"), values.get("node_target")
        if not isinstance(source, str) or not isinstance(target, str) or not target or source == target:
            continue
        vmid, kind = values.get("id"), values.get("type")
        yield EngineMove(
            name,
            vmid if isinstance(vmid, int) else None,
            GuestKind(kind) if kind in list(GuestKind) else None,
            source,
            target,
        )


def _node(name: str, values: Mapping[str, Any]) -> ProjectedNode:
    shares = [_share(values, resource) for resource in _RESOURCES]
    return ProjectedNode(name, values.get("maintenance") is True, *shares)


def _share(values: Mapping[str, Any], resource: str) -> float | None:
    nested = values.get(resource)
    found = nested.get("used_percent") if isinstance(nested, Mapping) else values.get(f"{resource}_used_percent")
    usable = isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found)
    return found if usable else None


def _shared(groups: Mapping[str, Any], name: str) -> int:
    members = (group.get("guests") for group in (_table(groups, name) or {}).values() if isinstance(group, Mapping))
    return sum(isinstance(guests, list) and len(guests) > 1 for guests in members)
