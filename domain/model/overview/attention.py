"""What a person should know before trusting the picture: one warning per cause, with its remedy."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, NodeStatus
from proxlb_ui.domain.model.cluster.maintenance import is_ignored, maintenance_sources
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.conflicts.conflict import ConflictKind, RuleConflict
from proxlb_ui.domain.model.settings.findings.lint import lint
from proxlb_ui.domain.model.settings.findings.problem import Problem, Severity
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile
from proxlb_ui.domain.model.wording import listed

WARNING, SERIOUS = "warning", "serious"
MOST_FINDINGS = 200
MOST_LISTED = 3


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
        nodes = [node.name for node in snapshot.nodes] if snapshot is not None else []
        found += _about_settings(view.settings, nodes)
        if snapshot is not None:
            found += _names(view.settings.settings, snapshot)
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


def _about_settings(file: SettingsFile, nodes: Collection[str]) -> Iterator[Attention]:
    """What the check of the settings warns of, in its words; what is found at several places is one warning."""
    by_code: dict[str, list[Problem]] = {}
    for problem in islice(lint(file.raw, nodes), MOST_FINDINGS):
        # Pins of pools are told by the conflicts of rules, with the guests that they concern.
        if problem.severity is Severity.WARNING and problem.path[:2] != ("balancing", "pools"):
            by_code.setdefault(_code(problem), []).append(problem)
    for code, found in by_code.items():
        first, others = found[0], [f"{one.message}." for one in found[1 : 1 + MOST_LISTED]]
        if len(found) > 1 + MOST_LISTED:
            others.append(f"And {len(found) - 1 - MOST_LISTED} more.")
        moves_nothing = first.code == "no-types" and file.settings.balancing.enable
        link = f"#/settings?path={quote('.'.join(first.path))}"
        severity = SERIOUS if moves_nothing else WARNING
        yield Attention(code, severity, first.message, " ".join(others), first.hint, link)


def _code(problem: Problem) -> str:
    """The code of the finding, with the key where several keys have the same kind of trouble."""
    if problem.code == "unknown-key":
        return f"{problem.code}-{'.'.join(problem.path)}"
    return f"{problem.code}-{problem.path[1]}" if problem.code in ("unknown-node", "range") else problem.code


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
