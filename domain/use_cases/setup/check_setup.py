"""Telling a person what the cockpit looked for, what it found, and how to mend what is missing."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from proxlb_ui.domain.errors import Denied, NotFound, ProxlbUiError
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.overview.attention import grant_command
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.model.service.service import ServiceState, ServiceStatus
from proxlb_ui.domain.ports.log_source import LogSource
from proxlb_ui.domain.ports.settings_store import SettingsStore
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster

OK, WARNING, FAILED, SKIPPED = "ok", "warning", "failed", "skipped"
_LOG_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class SetupItem:
    """One thing the cockpit needs; state is ok, warning, failed or skipped, fix is text to copy or empty."""

    id: str
    title: str
    state: str
    looked_for: str
    message: str
    hint: str = ""
    fix: str = ""


class KnowsService(Protocol):
    """Whoever knows how the service stands; None before the first observation."""

    @property
    def status(self) -> ServiceStatus | None:
        """The service as last observed."""
        ...


class CheckSetup:
    """Settings file, Proxmox API, privileges, service and log, each with cause and remedy."""

    def __init__(
        self, settings: SettingsStore, cluster: WatchCluster, service: KnowsService, log: LogSource | None = None
    ) -> None:
        self._settings = settings
        self._cluster = cluster
        self._service = service
        self._log = log

    async def items(self) -> tuple[SetupItem, ...]:
        """All rows, in the order in which they depend on each other."""
        file = await self._settings_row()
        if self._cluster.view.connection.state is ConnectionState.LOADING:
            await self._cluster.refresh()
        view = self._cluster.view
        return (file, _connection_row(view), _privileges_row(view), self._service_row(), await self._log_row())

    async def _settings_row(self) -> SetupItem:
        title, looked_for = "ProxLB's settings file", "the file named by PROXLB_CONFIG"
        try:
            found = await self._settings.read()
        except ProxlbUiError as exc:
            return SetupItem("settings", title, FAILED, looked_for, exc.message, exc.hint, _settings_fix(exc))
        message = f"Read; it names {_counted(len(found.settings.proxmox_api.hosts), 'Proxmox host')}."
        return SetupItem("settings", title, OK, found.path, message)

    def _service_row(self) -> SetupItem:
        title, status = "The ProxLB service", self._service.status
        if status is None or not status.runtime:
            looked_for = "a runtime that has ProxLB"
            return SetupItem("service", title, WARNING, looked_for, "Not observed yet.", "Look again in a moment.")
        looked_for = f"ProxLB under the runtime {status.runtime}"
        if status.runtime == RuntimeKind.NONE:
            hint = status.hint or "The pages about the cluster work without it."
            message = status.message or "No runtime was found."
            return SetupItem("service", title, WARNING, looked_for, message, hint, _RUNTIME_FIX)
        state = FAILED if status.state in (ServiceState.FAILED, ServiceState.UNKNOWN) else OK
        message = status.message or f"It is {status.state.value}."
        return SetupItem("service", title, state, looked_for, message, status.hint)

    async def _log_row(self) -> SetupItem:
        title, looked_for = "ProxLB's log", "the newest line of the service's log"
        status = self._service.status
        if self._log is None or (status is not None and status.runtime == RuntimeKind.NONE):
            return SetupItem("log", title, SKIPPED, looked_for, "There is no runtime whose log could be read.")
        try:
            async with asyncio.timeout(_LOG_SECONDS):
                page = await self._log.read(limit=1)
        except TimeoutError:
            message = f"Nothing came within {_LOG_SECONDS:.0f} s."
            return SetupItem("log", title, FAILED, looked_for, message, "Check the runtime.")
        except ProxlbUiError as exc:
            journal = status is not None and status.runtime == RuntimeKind.SYSTEMD
            fix = _LOG_FIX if journal and isinstance(exc, Denied) else ""
            return SetupItem("log", title, FAILED, looked_for, exc.message, exc.hint, fix)
        if not page.lines:
            return SetupItem("log", title, OK, looked_for, "It can be read and is still empty.")
        return SetupItem("log", title, OK, looked_for, f"Last line: {page.lines[0].time:%Y-%m-%d %H:%M:%S} UTC.")


_RUNTIME_FIX = "PROXLB_UI_RUNTIME=process"
_LOG_FIX = "usermod --append --groups systemd-journal proxlb-ui"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _settings_fix(problem: ProxlbUiError) -> str:
    if isinstance(problem, NotFound):
        return "cp /etc/proxlb/proxlb_example.yaml /etc/proxlb/proxlb.yaml"
    if isinstance(problem, Denied):
        # The group stays: ProxLB reads by it.
        return "chown proxlb-ui /etc/proxlb/proxlb.yaml && chmod 640 /etc/proxlb/proxlb.yaml"
    return ""


def _connection_row(view: ClusterView) -> SetupItem:
    title, connection = "The Proxmox API", view.connection
    looked_for = "a Proxmox host from the settings"
    if view.settings is not None:
        looked_for = ", ".join(view.settings.settings.proxmox_api.hosts) or looked_for
    if connection.state is ConnectionState.OK and view.snapshot is not None:
        found = view.snapshot
        seen = f"{_counted(len(found.nodes), 'node')}, {_counted(len(found.guests), 'guest')}"
        message = f"{connection.host or 'Proxmox'} answers: {seen}."
        return SetupItem("proxmox-api", title, OK, looked_for, message)
    state = WARNING if connection.state in (ConnectionState.STALE, ConnectionState.LOADING) else FAILED
    message = connection.message or "Not read yet."
    return SetupItem("proxmox-api", title, state, looked_for, message, connection.hint, _connection_fix(view))


def _connection_fix(view: ClusterView) -> str:
    if view.connection.state is not ConnectionState.FORBIDDEN:
        return ""
    api = view.settings.settings.proxmox_api if view.settings else None
    user = api.user if api else "proxlb@pve"
    return f"pveum user token add {user} {(api.token_id if api else None) or 'proxlb'} --privsep 0"


def _privileges_row(view: ClusterView) -> SetupItem:
    title, looked_for = "Privileges in Proxmox", "VM.Audit, VM.Migrate, Sys.Audit, Datastore.Audit on /"
    if view.snapshot is None:
        return SetupItem("privileges", title, SKIPPED, looked_for, "Proxmox has to be reached first.")
    fix = grant_command(view.settings.settings if view.settings else None)
    if missing := view.facts.missing_privileges:
        message = f"Not granted: {', '.join(missing)}."
        return SetupItem("privileges", title, FAILED, looked_for, message, "Run this on any node.", fix)
    if gaps := view.snapshot.gaps:
        message = " ".join(gap.message for gap in gaps)
        return SetupItem("privileges", title, WARNING, looked_for, message, gaps[0].hint, fix)
    return SetupItem("privileges", title, OK, looked_for, "All are granted.")
