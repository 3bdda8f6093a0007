"""HA rules and groups from Proxmox' JSON; pure."""

from collections.abc import Iterable

from proxlb_ui.adapters.proxmox_api.answers.translate import Row, truth, whole
from proxlb_ui.domain.model.cluster.ha_rule import HaRule, HaRuleKind


def rules_from(rows: Iterable[Row]) -> tuple[HaRule, ...]:
    """The rules of Proxmox VE 9, in its order."""
    return tuple(_rule(row) for row in rows if row.get("rule"))


def groups_from(groups: Iterable[Row], resources: Iterable[Row]) -> tuple[HaRule, ...]:
    """The groups of Proxmox VE 8 with the guests that are in them."""
    members: dict[str, list[int]] = {}
    for row in resources:
        if row.get("group") and (vmid := _vmid(str(row.get("sid", "")))) is not None:
            members.setdefault(str(row["group"]), []).append(vmid)
    return tuple(
        HaRule(
            name=str(row["group"]),
            kind=HaRuleKind.GROUP,
            vmids=tuple(members.get(str(row["group"]), ())),
            nodes=_listed(row.get("nodes")),
            strict=truth(row.get("restricted")),
            comment=str(row.get("comment") or ""),
        )
        for row in groups
        if row.get("group")
    )


def _rule(row: Row) -> HaRule:
    vmids = (_vmid(resource) for resource in _listed(row.get("resources")))
    return HaRule(
        name=str(row["rule"]),
        kind=_kind(row),
        vmids=tuple(vmid for vmid in vmids if vmid is not None),
        nodes=_listed(row.get("nodes")),
        strict=truth(row.get("strict")),
        enabled=not truth(row.get("disable")),
        comment=str(row.get("comment") or ""),
    )


def _kind(row: Row) -> HaRuleKind:
    if row.get("type") == "node-affinity":
        return HaRuleKind.NODES
    return HaRuleKind.APART if row.get("affinity") == "negative" else HaRuleKind.TOGETHER


def _vmid(resource: str) -> int | None:
    return whole(resource.rpartition(":")[2])


def _listed(value: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(value or "").split(",") if part.strip())
