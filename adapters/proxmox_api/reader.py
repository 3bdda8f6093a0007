"""The cluster as proxmoxer sees it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from proxlb_ui.adapters.proxmox_api.answers.facts import missing_privileges, proxmox_balances, tag_colors
from proxlb_ui.adapters.proxmox_api.answers.ha_rules import groups_from, rules_from
from proxlb_ui.adapters.proxmox_api.answers.histories import history_from
from proxlb_ui.adapters.proxmox_api.answers.translate import (
    Row,
    cluster_from,
    guests_from,
    ha_states_from,
    maintenance_from,
    nodes_from,
    rows_of,
    tasks_from,
)
from proxlb_ui.adapters.proxmox_api.host.chosen_hosts import ChosenHosts
from proxlb_ui.adapters.proxmox_api.host.client import HostClient
from proxlb_ui.adapters.proxmox_api.host.errors import not_proxmox
from proxlb_ui.adapters.shared.threads import BoundedThreads
from proxlb_ui.domain.errors import Denied, Invalid, ProxlbUiError, TimedOut, Unavailable
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot, Gap, Node, NodeStatus
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import History, Subject
from proxlb_ui.domain.model.cluster.task import TaskOutcome, is_upid, node_of, outcome_of
from proxlb_ui.domain.ports.clock import Clock

_Result = TypeVar("_Result")
_THREADS = 4
_WAITING_CALLS = 64
_AT_ONCE = 2
_TICK_SECONDS = 25.0
_FACTS_SECONDS = 20.0
_VERSIONS_SECONDS = 8.0
_LOG_SECONDS = 10.0
_HA_SECONDS = 10.0
_HISTORIES_SECONDS = 8.0
_FIRST_WITH_HA_RULES = 9
_PVEUM = "pveum acl modify / --roles proxlb --users {user}"
_PARTS = {"cluster/tasks": "tasks", "cluster/ha/status/current": "HA state", "cluster/status": "cluster state"}


class ProxmoxClusterReader:
    """Four calls a tick to one host of the cluster, and to the next one when it fails."""

    def __init__(
        self,
        connection: Callable[[], Awaitable[PveConnection]],
        clock: Clock,
        default_ca_bundle: str | None = None,
        tick_seconds: float = _TICK_SECONDS,
    ) -> None:
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._threads = BoundedThreads("calls to Proxmox", _THREADS, waiting=_WAITING_CALLS, turn_seconds=None)
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._chosen = ChosenHosts(connection, clock, default_ca_bundle)
        self._names: dict[int, str] = {}
        self._online: tuple[str, ...] = ()
        self._missing: tuple[str, ...] = ()
        self._version = ""

    async def read_snapshot(self) -> ClusterSnapshot:
        """The whole cluster in four calls."""
        return await self._on_some_host(self._snapshot, self._tick_seconds)

    async def read_facts(self) -> ClusterFacts:
        """Versions, tag colors, Proxmox' own balancer and missing privileges."""
        return await self._on_some_host(self._facts, _FACTS_SECONDS)

    async def read_ha_rules(self) -> tuple[HaRule, ...]:
        """The rules of Proxmox VE 9, or the groups of an older one."""
        return await self._on_some_host(self._ha_rules, _HA_SECONDS)

    async def read_histories(self, subjects: Sequence[Node | Guest], *, spikes: bool) -> Mapping[Subject, History]:
        """The last hour of each, one after the other, so that a tick finds its way between them."""
        found: dict[Subject, History] = {}

        async def read(client: HostClient) -> Mapping[Subject, History]:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HISTORIES_SECONDS):
                    for subject in subjects:
                        key = subject.name if isinstance(subject, Node) else subject.vmid
                        found[key] = await self._history(client, _path_of(subject), spikes)
            return found

        return await self._on_some_host(read, _HISTORIES_SECONDS + 1)

    async def read_task_log(self, upid: str, limit: int = 50, start: int = 0) -> tuple[str, ...]:
        """Lines of one task's log from a line on."""
        path = f"{_task_path(upid)}/log"

        async def read(client: HostClient) -> tuple[str, ...]:
            rows = await self._rows(client, path, start=start, limit=max(1, limit))
            return tuple(str(row.get("t", "")) for row in rows[:limit])

        return await self._on_some_host(read, _LOG_SECONDS, others_too=False)

    async def read_task_outcome(self, upid: str) -> TaskOutcome | None:
        """How one task ended."""
        path = f"{_task_path(upid)}/status"

        async def read(client: HostClient) -> TaskOutcome | None:
            answer = await self._get(client, path)
            if not isinstance(answer, dict):
                raise not_proxmox(client.name)
            return None if answer.get("status") == "running" else outcome_of(str(answer.get("exitstatus") or ""))

        return await self._on_some_host(read, _LOG_SECONDS, others_too=False)

    async def close(self) -> None:
        """Let the threads end and close the connections."""
        await self._threads.close()
        self._chosen.close()

    async def _snapshot(self, client: HostClient) -> ClusterSnapshot:
        gaps: list[Gap] = []
        resources, tasks = await self._both(
            self._rows(client, "cluster/resources"), self._part(client, "cluster/tasks", gaps)
        )
        ha, status = await self._both(
            self._part(client, "cluster/ha/status/current", gaps), self._part(client, "cluster/status", gaps)
        )
        # In a thread, as thousands of guests would keep everybody else waiting for tens of milliseconds.
        snapshot = await self._call(lambda: self._assembled(client.name, resources, tasks, ha, status))
        if not snapshot.nodes:
            raise not_proxmox(client.name)
        # "VM 104" stands for a name nobody knows, and is remembered as such until Proxmox tells.
        self._names = {guest.vmid: guest.name for guest in snapshot.guests}
        self._online = tuple(node.name for node in snapshot.nodes if node.status is NodeStatus.ONLINE)
        gaps += self._silent_gaps(snapshot.nodes, snapshot.guests)
        return replace(snapshot, gaps=tuple(sorted(gaps, key=lambda gap: gap.part)))

    def _assembled(
        self, host: str, resources: list[Row], tasks: list[Row], ha: list[Row], status: list[Row]
    ) -> ClusterSnapshot:
        name, quorate = cluster_from(status, ha)
        return ClusterSnapshot(
            taken_at=self._clock.now(),
            nodes=nodes_from(resources, maintenance_from(ha)),
            guests=guests_from(resources, self._names, ha_states_from(ha)),
            tasks=tasks_from(tasks),
            name=name,
            quorate=quorate,
            host=host,
        )

    def _silent_gaps(self, nodes: Iterable[Node], guests: Iterable[Guest]) -> list[Gap]:
        """What Proxmox leaves out without a word when a privilege is missing."""
        gaps = []
        if not any(guests) and "VM.Audit" in self._missing:
            gaps.append(Gap("guests", "Proxmox shows no guests, as VM.Audit is not granted.", self._grant()))
        if all(node.memory.total is None for node in nodes if node.status is NodeStatus.ONLINE) and self._online:
            gaps.append(Gap("nodes", "Proxmox shows no loads of nodes, as Sys.Audit is not granted.", self._grant()))
        return gaps

    def _grant(self) -> str:
        used = self._chosen.connection
        user = used.user if used else "proxlb@pve"
        command = _PVEUM.format(user=user)
        if used and used.token_id:
            command += f"; pveum acl modify / --roles proxlb --tokens '{user}!{used.token_id}'"
        return f"On a node: {command}"

    async def _part(self, client: HostClient, path: str, gaps: list[Gap]) -> list[Row]:
        """A part the snapshot can do without; its absence is told as a gap."""
        try:
            return await self._rows(client, path)
        except Denied as exc:
            gaps.append(Gap(_PARTS[path], exc.message, self._grant()))
        except ProxlbUiError as exc:
            gaps.append(Gap(_PARTS[path], exc.message, exc.hint))
        return []

    async def _facts(self, client: HostClient) -> ClusterFacts:
        version, permissions = await self._both(
            self._get(client, "version"), self._optional(client, "access/permissions")
        )
        options = await self._optional(client, "cluster/options")
        names = self._online or tuple(
            str(row.get("node")) for row in await self._rows(client, "nodes") if row.get("status") == "online"
        )
        versions = await self._node_versions(client, names)
        self._missing = missing_privileges(permissions)
        self._version = _version(version)
        return ClusterFacts(
            version=self._version,
            node_versions=versions,
            tag_colors=tag_colors(options),
            proxmox_balances=proxmox_balances(options),
            missing_privileges=self._missing,
        )

    async def _ha_rules(self, client: HostClient) -> tuple[HaRule, ...]:
        # Not kept here: the facts, which know every node's version, may be read meanwhile and would be covered.
        version = self._version or _version(await self._get(client, "version"))
        if _major(version) >= _FIRST_WITH_HA_RULES:
            return rules_from(await self._rows(client, "cluster/ha/rules"))
        groups, resources = await self._both(
            self._rows(client, "cluster/ha/groups"), self._rows(client, "cluster/ha/resources")
        )
        return groups_from(groups, resources)

    async def _history(self, client: HostClient, path: str, spikes: bool) -> History:
        """What can be had; a guest that has just moved or gone has none."""

        async def rows(consolidation: str) -> list[Row]:
            try:
                return await self._rows(client, path, timeframe="hour", cf=consolidation)
            except ProxlbUiError:
                return []

        averages, peaks = await self._both(rows("AVERAGE"), rows("MAX")) if spikes else (await rows("AVERAGE"), [])
        return history_from(averages, peaks)

    async def _node_versions(self, client: HostClient, names: Iterable[str]) -> Mapping[str, str]:
        """Versions by node; a node that hangs costs its own entry only."""
        found: dict[str, str] = {}

        async def ask(name: str) -> None:
            if version := _version(await self._optional(client, f"nodes/{name}/version")):
                found[name] = version

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_VERSIONS_SECONDS):
                await asyncio.gather(*map(ask, names))
        return found

    async def _optional(self, client: HostClient, path: str) -> Any:
        try:
            return await self._get(client, path)
        except ProxlbUiError:
            return None

    async def _both(self, first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
        """Two calls side by side; the first one's failure is the one that counts."""
        answers = await asyncio.gather(first, second, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return answers[0], answers[1]

    async def _rows(self, client: HostClient, path: str, **parameters: Any) -> list[Row]:
        try:
            return rows_of(await self._get(client, path, **parameters))
        except TypeError as exc:
            raise not_proxmox(client.name) from exc

    async def _get(self, client: HostClient, path: str, **parameters: Any) -> Any:
        async with self._at_once:
            return await self._call(lambda: client.get(path, **parameters))

    async def _call(self, call: Callable[[], _Result]) -> _Result:
        """The one place where work crosses into a thread."""
        return await self._threads.run(call)

    async def _on_some_host(
        self, read: Callable[[HostClient], Awaitable[_Result]], seconds: float, others_too: bool = True
    ) -> _Result:
        hosts = await self._chosen.current()
        asked: HostClient | None = None
        try:
            async with asyncio.timeout(seconds):
                for asked in hosts.candidates()[: None if others_too else 1]:
                    try:
                        answer = await read(asked)
                    except (Unavailable, TimedOut) as exc:
                        if not others_too:
                            raise
                        hosts.failed(asked, exc)
                    else:
                        hosts.succeeded(asked)
                        return answer
        except TimeoutError as exc:
            problem = self._too_slow(asked, seconds)
            if asked is not None and others_too:
                hosts.failed(asked, problem)
            raise problem from exc
        raise hosts.exhausted()

    def _too_slow(self, asked: HostClient | None, seconds: float) -> TimedOut:
        name = asked.name if asked else "Proxmox"
        hint = "The node is overloaded, or its storage hangs; look at pvestatd and pveproxy there."
        return TimedOut(f"{name} did not tell everything within {seconds:g} s.", hint)


def _task_path(upid: str) -> str:
    if not is_upid(upid):
        raise Invalid("That is not the name of a Proxmox task.", "Take the UPID from the list of tasks.")
    return f"nodes/{node_of(upid)}/tasks/{upid}"


def _version(answer: Any) -> str:
    return str(answer.get("version") or "") if isinstance(answer, dict) else ""


def _major(version: str) -> int:
    head = version.partition(".")[0]
    return int(head) if head.isdigit() else _FIRST_WITH_HA_RULES


def _path_of(subject: Node | Guest) -> str:
    if isinstance(subject, Node):
        return f"nodes/{subject.name}/rrddata"
    kind = "qemu" if subject.kind is GuestKind.VM else "lxc"
    return f"nodes/{subject.node}/{kind}/{subject.vmid}/rrddata"
