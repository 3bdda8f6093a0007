"""What a person should know before trusting the picture: one warning per cause, with its remedy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.settings.values.maintenance_window import weekly_start
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile
from proxlb_ui.domain.model.wording import listed, meant_node, spelling
from pydantic import BaseModel

WARNING, SERIOUS = "warning", "serious"


@dataclass(frozen=True, slots=True)
class Attention:
    """One warning; severity is "warning" or "serious", code names the cause and never changes.

    link is the page's own address where more is told, or nothing.
    """

    code: str
    severity: str
    title: str
    detail: str = ""
    hint: str = ""
    link: str = ""


def attentions(view: ClusterView, now: datetime, conflicts: Iterable[RuleConflict] = ()) -> tuple[Attention, ...]:
    """Everything worth a warning at this moment, the conflicts of rules included, serious ones first."""
    found = [*_about_settings_file(view), *_about_facts(view), *_about_conflicts(conflicts)]
    snapshot = view.snapshot
    if snapshot is not None:
        found += [*_about_cluster(view, snapshot), *_no_target(view, snapshot, now), *_gaps(snapshot)]
    if view.settings is not None:
        settings = view.settings.settings
        found += [*_about_settings(settings), *_unknown_keys(view.settings)]
        if snapshot is not None and snapshot.nodes:
            found += [*_unknown_nodes(settings, snapshot), *_names(settings, snapshot)]
    return tuple(sorted(found, key=lambda one: one.severity != SERIOUS))


def _about_settings_file(view: ClusterView) -> Iterator[Attention]:
    problem = view.settings_problem
    if problem is not None:
        yield Attention("settings", SERIOUS, "ProxLB's settings cannot be used", problem.message, problem.hint)


def _about_facts(view: ClusterView) -> Iterator[Attention]:
    missing = view.facts.missing_privileges
    if missing:
        yield Attention(
            "privileges",
            SERIOUS,
            "Privileges are missing in Proxmox",
            f"Not granted: {', '.join(missing)}.",
            f"On a node: {grant_command(view.settings.settings if view.settings else None)}",
        )


def grant_command(settings: Settings | None) -> str:
    """The commands that give ProxLB what it needs, for copying."""
    user = settings.proxmox_api.user if settings else "proxlb@pve"
    token = settings.proxmox_api.token_id if settings else None
    role = "pveum role add proxlb --privs Datastore.Audit,Sys.Audit,VM.Audit,VM.Migrate"
    grant = f"{role}; pveum acl modify / --roles proxlb --users {user}"
    return f"{grant}; pveum acl modify / --roles proxlb --tokens '{user}!{token}'" if token else grant


def _about_conflicts(conflicts: Iterable[RuleConflict]) -> Iterator[Attention]:
    by_kind: dict[ConflictKind, list[RuleConflict]] = {}
    for conflict in conflicts:
        # Namesakes have a warning of their own, whether they are under a rule or not.
        if conflict.kind is not ConflictKind.DUPLICATE_NAMES:
            by_kind.setdefault(conflict.kind, []).append(conflict)
    for kind, found in by_kind.items():
        first = found[0]
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        severity = SERIOUS if first.serious else WARNING
        link = f"#/rules?conflict={kind}"
        yield Attention(kind.value, severity, first.title, f"{first.cause}{more}", first.remedy, link)


def _about_cluster(view: ClusterView, snapshot: ClusterSnapshot) -> Iterator[Attention]:
    if snapshot.quorate is False:
        yield Attention(
            "no-quorum",
            SERIOUS,
            "The cluster has no quorum",
            "Proxmox refuses every change, migrations included.",
            "Bring nodes back until more than half of the votes are present.",
        )
    settings = view.settings.settings if view.settings else None
    down = [node.name for node in snapshot.nodes if node.status is not NodeStatus.ONLINE]
    expected = [node.name for node in snapshot.nodes if node.name in down and is_ignored(node, settings)]
    if missing := [name for name in down if name not in expected]:
        title = f"Node {missing[0]} is offline" if len(missing) == 1 else f"{len(missing)} nodes are offline"
        yield Attention("node-offline", SERIOUS, title, f"ProxLB leaves out {listed(missing)} and the guests there.")


def _no_target(view: ClusterView, snapshot: ClusterSnapshot, now: datetime) -> Iterator[Attention]:
    settings = view.settings.settings if view.settings else None
    nodes = [node for node in snapshot.nodes if node.status is NodeStatus.ONLINE and not is_ignored(node, settings)]
    if nodes and all(maintenance_sources(node, settings, now) for node in nodes):
        yield Attention(
            "no-target",
            SERIOUS,
            "Every node is in maintenance",
            "No node may receive guests, so ProxLB skips its runs.",
            "End the maintenance of at least one node.",
        )


def _gaps(snapshot: ClusterSnapshot) -> Iterator[Attention]:
    for gap in snapshot.gaps:
        yield Attention(f"gap-{gap.part}", WARNING, f"Not everything could be read: {gap.part}", gap.message, gap.hint)


def _about_settings(settings: Settings) -> Iterator[Attention]:
    balancing, api = settings.balancing, settings.proxmox_api
    if not balancing.enable:
        yield Attention(
            "balancing-off",
            WARNING,
            "ProxLB only watches",
            "balancing.enable is false: it calculates, but moves nothing.",
            "Set balancing.enable: true and restart the service.",
        )
    if not balancing.balance_types:
        yield Attention(
            "no-types",
            SERIOUS if balancing.enable else WARNING,
            "No kind of guest is balanced",
            "balancing.balance_types is empty, so nothing is ever moved, and the log does not say so.",
            "Set balancing.balance_types: [vm, ct].",
        )
    if not api.ssl_verification:
        yield Attention(
            "tls-off",
            WARNING,
            "TLS certificates are not verified",
            "proxmox_api.ssl_verification is false: anybody on the way could read the credentials.",
            "Trust the cluster's authority (/etc/pve/pve-root-ca.pem) and set ssl_verification: true.",
        )
    if api.timeout < 5:
        yield Attention(
            "short-timeout",
            WARNING,
            f"ProxLB waits only {api.timeout} s for Proxmox",
            "A busy node answers later than that, and ProxLB then ends with an error.",
            "Set proxmox_api.timeout: 10.",
        )
    yield from _bad_schedules(settings)


def _bad_schedules(settings: Settings) -> Iterator[Attention]:
    schedules = settings.proxmox_cluster.maintenance_nodes_schedule.schedules
    bad = [entry for entries in schedules.values() for entry in entries if weekly_start(entry) is None]
    if bad:
        yield Attention(
            "schedule-unreadable",
            WARNING,
            "A maintenance schedule is not understood",
            f"ProxLB skips {listed(bad)}.",
            "Write an English weekday and a time, in quotes: 'Monday, 8:00'.",
        )


def _unknown_nodes(settings: Settings, snapshot: ClusterSnapshot) -> Iterator[Attention]:
    cluster = settings.proxmox_cluster
    nodes = [node.name for node in snapshot.nodes]
    places: Mapping[str, Iterable[str]] = {
        "maintenance_nodes": cluster.maintenance_nodes,
        "ignore_nodes": cluster.ignore_nodes,
        "maintenance_nodes_schedule": cluster.maintenance_nodes_schedule.schedules,
        "node_resource_reserve": set(settings.balancing.node_resource_reserve or {}) - {"defaults"},
    }
    for key, names in places.items():
        if unknown := sorted(name for name in names if name not in nodes):
            yield Attention(
                f"unknown-node-{key}",
                WARNING,
                f"{key} names nodes the cluster does not have",
                f"No effect: {listed(unknown)}.",
                _meant(unknown, nodes) or f"Exact names count. The nodes are {listed(nodes)}.",
            )


def _meant(unknown: Iterable[str], nodes: Iterable[str]) -> str:
    near = [(name, found) for name in unknown if (found := meant_node(name, nodes))]
    if len(near) == 1:
        return f"Did you mean {near[0][1]}?"
    return f"Did you mean {listed(f'{found} for {name}' for name, found in near)}?" if near else ""


def _names(settings: Settings, snapshot: ClusterSnapshot) -> Iterator[Attention]:
    ignored = settings.proxmox_cluster.ignore_nodes
    counted = Counter(guest.name for guest in snapshot.guests if guest.running and guest.node not in ignored)
    if twice := [name for name, count in counted.items() if count > 1]:
        yield Attention(
            "duplicate-names",
            WARNING,
            "Guests share a name",
            f"ProxLB tells guests apart by name and sees only one of each: {listed(twice)}.",
            "Give every running guest a name of its own.",
        )


def _unknown_keys(file: SettingsFile) -> Iterator[Attention]:
    top = _keys_of(Settings)
    for key, value in file.raw.items():
        if key not in top:
            yield _unknown_key(str(key), "", top)
        elif isinstance(value, dict) and isinstance(top[key], type) and issubclass(top[key], BaseModel):
            known = _keys_of(top[key])
            for inner in value:
                if inner not in known:
                    yield _unknown_key(str(inner), f"{key}.", known)


def _keys_of(model: type[BaseModel]) -> Mapping[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _unknown_key(key: str, section: str, known: Mapping[str, Any]) -> Attention:
    hint = spelling(key, known) or "Remove it, or move it to the section it belongs to."
    return Attention(
        f"unknown-key-{section}{key}",
        WARNING,
        f"ProxLB does not know the setting {section}{key}",
        "It is ignored without a word in the log.",
        hint,
    )
