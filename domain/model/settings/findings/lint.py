"""What ProxLB accepts without a word although it does not do what it seems to: judged here, and nowhere else."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.findings.idle import idle_reason
from proxlb_ui.domain.model.settings.findings.problem import Problem, Severity
from proxlb_ui.domain.model.settings.text.change import Path
from proxlb_ui.domain.model.settings.values.fields import settings_fields
from proxlb_ui.domain.model.settings.values.hosts import parse_host
from proxlb_ui.domain.model.settings.values.maintenance_window import weekly_start
from proxlb_ui.domain.model.settings.values.schema import SoundSections, known_keys, paths_in, sound_sections, value_in
from proxlb_ui.domain.model.settings.values.settings import (
    Balancing,
    Mode,
    ProxmoxApi,
    ProxmoxCluster,
    Service,
    Settings,
    Solver,
)
from proxlb_ui.domain.model.settings.values.versions import newer_than
from proxlb_ui.domain.model.wording import meant, meant_node

_LEAST_TIMEOUT_SECONDS = 5


def lint(
    values: Mapping[str, Any], nodes: Collection[str] | None = None, version: str | None = None
) -> Iterator[Problem]:
    """Everything worth a word, whether or not the values are accepted; nodes are the cluster's, version is ProxLB's."""
    yield from _unknown_keys(values)
    yield from _newer_keys(values, version)
    sound = sound_sections(values)
    yield from _out_of_range(sound)
    if sound.balancing is not None:
        yield from _nothing_moves(sound.balancing)
        yield from _idle_keys(sound.balancing, sound.solver or Solver(), values.get("balancing"))
    if sound.proxmox_api is not None:
        yield from _connection(sound.proxmox_api)
    if sound.service is not None:
        yield from _pauses(sound.service)
    if sound.proxmox_cluster is not None:
        yield from _cluster(sound.proxmox_cluster)
    if nodes:
        for path, name in _named_nodes(sound):
            if name not in nodes:
                yield _unknown_node(path, name, nodes)


def note_on(key: str, settings: Settings) -> str:
    """Why a key of balancing does nothing just now, or what is doubtful about it, as a sentence; "" if nothing is."""
    if because := idle_reason(key, settings.balancing, settings.solver):
        return f"Does nothing {because}."
    found = chain(_nothing_moves(settings.balancing), _out_of_range(SoundSections(balancing=settings.balancing)))
    return next((f"{one.message}." for one in found if one.path == ("balancing", key)), "")


def _unknown_keys(values: Mapping[str, Any], path: Path = ()) -> Iterator[Problem]:
    known = known_keys(path)
    for key, value in values.items():
        here = (*path, str(key))
        if known is not None and key not in known:
            near = meant(str(key), known)
            hint = f"Did you mean {near}?" if near else "Remove it, or move it to the section it belongs to."
            yield _warning("unknown-key", here, "is not known to ProxLB, which ignores it", hint, near)
        elif isinstance(value, Mapping):
            yield from _unknown_keys(value, here)


def _newer_keys(values: Mapping[str, Any], version: str | None) -> Iterator[Problem]:
    told: Path | None = None
    for path in paths_in(values) if version else ():
        since = newer_than(path, version)
        # What is below a section that is too new was told with it.
        if since is not None and (told is None or path[: len(told)] != told):
            told = path
            says = f"needs ProxLB {since}; {version} is running and ignores it"
            yield _warning("newer", path, says, "Update ProxLB, or remove the key.")


def _nothing_moves(balancing: Balancing) -> Iterator[Problem]:
    if not balancing.enable:
        yield _warning(
            "balancing-off",
            ("balancing", "enable"),
            "is false: ProxLB calculates, but moves nothing",
            "Set it to true.",
        )
    if not balancing.balance_types:
        path = ("balancing", "balance_types")
        yield _warning(
            "no-types", path, "is empty: nothing is ever moved, and the log does not say so", "Set [vm, ct]."
        )
    if balancing.mode is Mode.PSI and balancing.psi is None:
        says = "is psi, but balancing.psi holds no limits: nothing is ever hot"
        yield _warning("no-limits", ("balancing", "mode"), says, "Write limits for nodes and guests under psi.")


def _out_of_range(sound: SoundSections) -> Iterator[Problem]:
    """Numbers that ProxLB takes although they are beyond what is sensible."""
    for field in settings_fields():
        value = value_in(getattr(sound, field.path[0]), field.path[1:]) if field.declared.outside else None
        if value is None or field.declared.holds(value) or _counts_for_nothing(field.key, sound):
            continue
        # A node's guests may well be assigned more than it has.
        if field.path[0] == "balancing" and sound.balancing and sound.balancing.mode is Mode.ASSIGNED and value > 100:
            continue
        says = f"is {value}, but should be {field.declared.range}: {field.declared.outside}"
        yield _warning("range", field.path, says)


def _counts_for_nothing(key: str, sound: SoundSections) -> bool:
    return sound.balancing is not None and bool(idle_reason(key, sound.balancing, sound.solver or Solver()))


def _connection(api: ProxmoxApi) -> Iterator[Problem]:
    if not api.ssl_verification:
        says = "is false: anybody on the way could read the credentials"
        hint = "Trust the cluster's authority (/etc/pve/pve-root-ca.pem) and set it to true."
        yield _warning("tls-off", ("proxmox_api", "ssl_verification"), says, hint)
    if 0 < api.timeout < _LEAST_TIMEOUT_SECONDS:
        says = f"is {api.timeout} s: a busy node answers later, and ProxLB then ends with an error"
        yield _warning("short-timeout", ("proxmox_api", "timeout"), says, "Set it to 10.")
    if "@" not in api.user:
        hint = "Write proxlb@pve or root@pam."
        yield _warning("no-realm", ("proxmox_api", "user"), "has no realm, so Proxmox will not know it", hint)
    for number, host in enumerate(api.hosts):
        path = ("proxmox_api", "hosts", str(number))
        try:
            parse_host(host)
        except Invalid as exc:
            yield Problem(Severity.WARNING, "host", path, exc.message, exc.hint)
        else:
            if host.count(":") > 1 and not host.startswith("["):
                says = "may be cut at its last colon, where ProxLB looks for a port"
                yield _warning("host", path, says, f"Write [{host}].")


def _pauses(service: Service) -> Iterator[Problem]:
    if service.daemon and service.schedule.interval == 0:
        path = ("service", "schedule", "interval")
        yield _warning("busy-loop", path, "is 0: ProxLB starts over without a pause", "Set at least 1.")


def _idle_keys(balancing: Balancing, solver: Solver, written: Any) -> Iterator[Problem]:
    """Keys that change nothing as the others are."""
    for node, amounts in (balancing.node_resource_reserve or {}).items():
        for resource in amounts:
            if resource != "memory":
                path = ("balancing", "node_resource_reserve", node, str(resource))
                yield _hint(path, "does nothing: only memory is reserved")
    for key in written if isinstance(written, Mapping) else ():
        # A threshold of nothing or 0 is off anyway.
        off = str(key).endswith("_threshold") and not getattr(balancing, str(key), None)
        if not off and (because := idle_reason(str(key), balancing, solver)):
            yield _hint(("balancing", str(key)), f"does nothing {because}")


def _cluster(cluster: ProxmoxCluster) -> Iterator[Problem]:
    if cluster.overprovisioning:
        yield _hint(("proxmox_cluster", "overprovisioning"), "does nothing: ProxLB reads it nowhere")
    schedule = cluster.maintenance_nodes_schedule
    path = ("proxmox_cluster", "maintenance_nodes_schedule", "schedules")
    for node, entries in schedule.schedules.items():
        for number, entry in enumerate(entries):
            if weekly_start(entry) is None:
                hint = "Write an English weekday and a time, in quotes: 'Monday, 8:00'."
                yield _warning("schedule", (*path, node, str(number)), "is not understood and skipped", hint)
    if any(schedule.schedules.values()) and schedule.duration == 0 and schedule.pre_migration == 0:
        yield _warning("schedule", path, "last no time: duration is 0", "Set duration in hours.")


def _named_nodes(sound: SoundSections) -> Iterator[tuple[Path, str]]:
    cluster, balancing = sound.proxmox_cluster or ProxmoxCluster(), sound.balancing or Balancing()
    for key in ("maintenance_nodes", "ignore_nodes"):
        for at, name in enumerate(getattr(cluster, key)):
            yield ("proxmox_cluster", key, str(at)), name
    for name in cluster.maintenance_nodes_schedule.schedules:
        yield ("proxmox_cluster", "maintenance_nodes_schedule", "schedules", name), name
    for name in balancing.node_resource_reserve or {}:
        if name != "defaults":
            yield ("balancing", "node_resource_reserve", name), name
    for pool, rule in (balancing.pools or {}).items():
        for at, name in enumerate(rule.pin or ()):
            yield ("balancing", "pools", pool, "pin", str(at)), name


def _unknown_node(path: Path, name: str, nodes: Collection[str]) -> Problem:
    near = meant_node(name, nodes)
    hint = f"Did you mean {near}?" if near else f"The nodes are {', '.join(sorted(nodes)[:5])}."
    where = path[:-1] if path[-1] == name or path[-1].isdigit() else path
    message = f"{'.'.join(where)} names {name}, a node the cluster does not have: it has no effect"
    return Problem(Severity.WARNING, "unknown-node", path, message, hint, near)


def _warning(code: str, path: Path, says: str, hint: str = "", suggestion: str | None = None) -> Problem:
    return Problem(Severity.WARNING, code, path, f"{'.'.join(path)} {says}", hint, suggestion)


def _hint(path: Path, says: str) -> Problem:
    return Problem(Severity.HINT, "no-effect", path, f"{'.'.join(path)} {says}")
