"""What ProxLB accepts without a word although it does not do what it seems to."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from domain.errors import Invalid
from domain.model.connection import parse_host
from domain.model.maintenance import weekly_start
from domain.model.settings import Mode, Settings
from domain.model.settings_change import Path
from domain.model.settings_problem import Problem, Severity, nearest
from domain.model.settings_schema import known_keys, paths_in
from domain.model.settings_versions import newer_than

_LEAST_TIMEOUT_SECONDS = 5


def lint(values: Mapping[str, Any], nodes: Collection[str] | None, version: str | None) -> Iterator[Problem]:
    """Everything worth a word, whether or not the values are accepted."""
    yield from _unknown_keys(values)
    yield from _newer_keys(values, version)
    try:
        settings = Settings.model_validate(values)
    except ValidationError:
        return
    yield from _nothing_moves(settings)
    yield from _connection(settings)
    yield from _timing(settings)
    yield from _without_effect(settings, values)
    yield from _schedules(settings)
    if nodes:
        yield from _unknown_nodes(settings, nodes)


def _unknown_keys(values: Mapping[str, Any], path: Path = ()) -> Iterator[Problem]:
    known = known_keys(path)
    for key, value in values.items():
        here = (*path, str(key))
        if known is not None and key not in known:
            near = nearest(str(key), known)
            hint = f"Did you mean {near}?" if near else "Remove it, or move it to the section it belongs to."
            yield _warning("unknown-key", here, "is not known to ProxLB, which ignores it", hint, near)
        elif isinstance(value, Mapping):
            yield from _unknown_keys(value, here)


def _newer_keys(values: Mapping[str, Any], version: str | None) -> Iterator[Problem]:
    for path in paths_in(values):
        since = newer_than(path, version)
        if since is not None:
            says = f"needs ProxLB {since}; {version} is running and ignores it"
            yield _warning("newer", path, says, "Update ProxLB, or remove the key.")


def _nothing_moves(settings: Settings) -> Iterator[Problem]:
    balancing = settings.balancing
    if not balancing.enable:
        yield _warning(
            "off", ("balancing", "enable"), "is false: ProxLB calculates, but moves nothing", "Set it to true."
        )
    if not balancing.balance_types:
        path = ("balancing", "balance_types")
        yield _warning(
            "no-types", path, "is empty: nothing is ever moved, and the log does not say so", "Set [vm, ct]."
        )
    if balancing.mode is Mode.PSI and balancing.psi is None:
        says = "is psi, but balancing.psi holds no limits: nothing is ever hot"
        yield _warning("no-limits", ("balancing", "mode"), says, "Write limits for nodes and guests under psi.")
    if not 0 <= balancing.balanciness <= 100:
        yield _warning("range", ("balancing", "balanciness"), "is a difference in percentage points, from 0 to 100")
    for name in ("memory_threshold", "cpu_threshold", "disk_threshold"):
        limit = getattr(balancing, name)
        if limit is not None and not 0 <= limit <= 100:
            yield _warning("range", ("balancing", name), "is a share in percent, from 0 to 100")


def _connection(settings: Settings) -> Iterator[Problem]:
    api = settings.proxmox_api
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
    if api.wait_time < 0:
        says = "is negative: ProxLB ends when the first host does not answer"
        yield _warning("range", ("proxmox_api", "wait_time"), says)
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


def _timing(settings: Settings) -> Iterator[Problem]:
    service, balancing = settings.service, settings.balancing
    if service.daemon and service.schedule.interval == 0:
        path = ("service", "schedule", "interval")
        yield _warning("busy-loop", path, "is 0: ProxLB starts over without a pause", "Set at least 1.")
    if balancing.parallel and balancing.parallel_jobs < 1:
        yield _warning("range", ("balancing", "parallel_jobs"), "is less than 1; ProxLB takes 1")
    if balancing.max_job_validation < 1:
        yield _warning("range", ("balancing", "max_job_validation"), "is less than 1: no migration is waited for")


def _without_effect(settings: Settings, values: Mapping[str, Any]) -> Iterator[Problem]:
    balancing = settings.balancing
    if settings.proxmox_cluster.overprovisioning:
        yield _hint(("proxmox_cluster", "overprovisioning"), "does nothing: ProxLB reads it nowhere")
    for node, amounts in (balancing.node_resource_reserve or {}).items():
        for resource in amounts:
            if resource != "memory":
                path = ("balancing", "node_resource_reserve", node, str(resource))
                yield _hint(path, "does nothing: only memory is reserved")
    written = values.get("balancing")
    if not settings.solver.enable and isinstance(written, Mapping):
        for key in ("cpu_overcommit", "max_node_inflow"):
            if key in written:
                yield _hint(("balancing", key), "does nothing without the solver")
    for name in ("memory_threshold", "cpu_threshold", "disk_threshold"):
        if getattr(balancing, name) and not name.startswith(balancing.method):
            yield _hint(("balancing", name), f"does nothing while the method is {balancing.method}")
    if isinstance(written, Mapping) and "parallel_jobs" in written and not balancing.parallel:
        yield _hint(("balancing", "parallel_jobs"), "does nothing while parallel is false")


def _schedules(settings: Settings) -> Iterator[Problem]:
    schedule = settings.proxmox_cluster.maintenance_nodes_schedule
    path = ("proxmox_cluster", "maintenance_nodes_schedule")
    for node, entries in schedule.schedules.items():
        for number, entry in enumerate(entries):
            if weekly_start(entry) is None:
                hint = "Write an English weekday and a time, in quotes: 'Monday, 8:00'."
                yield _warning(
                    "schedule", (*path, "schedules", node, str(number)), "is not understood and skipped", hint
                )
    if any(schedule.schedules.values()) and schedule.duration == 0 and schedule.pre_migration == 0:
        yield _warning("schedule", (*path, "schedules"), "last no time: duration is 0", "Set duration in hours.")


def _unknown_nodes(settings: Settings, nodes: Collection[str]) -> Iterator[Problem]:
    cluster, balancing = settings.proxmox_cluster, settings.balancing
    named: list[tuple[Path, str]] = []
    for key in ("maintenance_nodes", "ignore_nodes"):
        named += [(("proxmox_cluster", key, str(at)), name) for at, name in enumerate(getattr(cluster, key))]
    schedules = ("proxmox_cluster", "maintenance_nodes_schedule", "schedules")
    named += [((*schedules, name), name) for name in cluster.maintenance_nodes_schedule.schedules]
    reserve = set(balancing.node_resource_reserve or {}) - {"defaults"}
    named += [(("balancing", "node_resource_reserve", name), name) for name in sorted(reserve)]
    for pool, rule in (balancing.pools or {}).items():
        named += [(("balancing", "pools", pool, "pin", str(at)), name) for at, name in enumerate(rule.pin or ())]
    for path, name in named:
        if name not in nodes:
            near = nearest(name, nodes)
            hint = f"Did you mean {near}?" if near else f"The nodes are {', '.join(sorted(nodes)[:5])}."
            message = f"The cluster has no node {name}, so this has no effect"
            yield Problem(Severity.WARNING, "unknown-node", path, message, hint, near)


def _warning(code: str, path: Path, says: str, hint: str = "", suggestion: str | None = None) -> Problem:
    return Problem(Severity.WARNING, code, path, f"{'.'.join(path)} {says}", hint, suggestion)


def _hint(path: Path, says: str) -> Problem:
    return Problem(Severity.HINT, "no-effect", path, f"{'.'.join(path)} {says}")
