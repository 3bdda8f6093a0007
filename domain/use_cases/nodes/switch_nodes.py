"""Nodes into maintenance and out of it, ignored and not, and on a weekly schedule: by ProxLB's own settings."""

from collections.abc import Mapping
from typing import Any

from proxlb_ui.domain.errors import Conflict, Invalid, NotFound, ProxlbUiError
from proxlb_ui.domain.model.nodes.change import Applied, Apply, NodeList, WeeklyWindows
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState
from proxlb_ui.domain.model.settings.findings.view import SettingsView
from proxlb_ui.domain.model.settings.text.change import REMOVED, Path, SettingsChange
from proxlb_ui.domain.model.settings.values.versions import newer_than
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.plan.preview_plan import snapshot_in
from proxlb_ui.domain.use_cases.service.control_service import ControlService
from proxlb_ui.domain.use_cases.settings.edit_settings import EditSettings

_SECTION = "proxmox_cluster"
_SCHEDULE = (_SECTION, "maintenance_nodes_schedule")
_ENDED = (ServiceState.STOPPED, ServiceState.FAILED)
Switched = tuple[SettingsView, Applied]


class SwitchNodes:
    """Every change is a save of the settings file, followed by what makes ProxLB read it."""

    def __init__(self, settings: EditSettings, cluster: WatchCluster, service: ControlService) -> None:
        self._settings = settings
        self._cluster = cluster
        self._service = service

    async def switch(self, where: NodeList, node: str, *, enabled: bool, digest: str, apply: Apply) -> Switched:
        """Put a node on one of the lists or take it off; raises NotFound for a name that is nowhere."""
        view = await self._settings.view()
        names = _names(view.values, where)
        if node not in names:
            self._check_known(node)
        return await self._save([_listed(where, names, node, enabled)], digest, apply)

    async def schedule(self, node: str, windows: WeeklyWindows, digest: str, apply: Apply) -> Switched:
        """Set a node's weekly windows; raises Conflict when the running ProxLB knows no schedules."""
        view = await self._settings.view()
        written = _map_at(view.values, _SCHEDULE)
        if node not in _map_at(view.values, (*_SCHEDULE, "schedules")):
            self._check_known(node)
        if windows.entries:
            self._check_version()
            _check_length(windows, written)
        return await self._save(_schedule_changes(node, windows), digest, apply)

    async def _save(self, changes: list[SettingsChange], digest: str, apply: Apply) -> Switched:
        view = await self._settings.change(changes, digest)
        return view, self._applied(apply)

    def _applied(self, apply: Apply) -> Applied:
        if apply is Apply.SAVE:
            return Applied()
        stopped = self._service.status.state in _ENDED
        if stopped and apply is Apply.NEXT_RUN:
            return Applied(message="ProxLB is not running; it reads the settings when it starts.")
        at_once = ServiceAction.START if stopped else ServiceAction.RESTART
        action = at_once if apply is Apply.NOW else ServiceAction.RELOAD
        try:
            return Applied(action, self._service.start(action))
        except ProxlbUiError as error:
            # What was saved is saved, so this is an outcome and no failure of the request.
            return Applied(action, None, error.message, error.hint)

    def _check_known(self, node: str) -> None:
        if node not in {one.name for one in snapshot_in(self._cluster.view).nodes}:
            raise NotFound(f"There is no node {node!r} in this cluster.", "Exact names count.")

    def _check_version(self) -> None:
        version = self._service.status.version
        if (needed := newer_than(_SCHEDULE, version)) is not None:
            says = f"Weekly maintenance needs ProxLB {needed}; {version} is running and would ignore it."
            raise Conflict(says, "Update ProxLB first.")


def _listed(where: NodeList, names: list[str], node: str, enabled: bool) -> SettingsChange:
    others = [name for name in names if name != node]
    wanted = [*names, node] if enabled and node not in names else names if enabled else others
    return SettingsChange((_SECTION, where.value), wanted)


def _schedule_changes(node: str, windows: WeeklyWindows) -> list[SettingsChange]:
    figures = {"duration": windows.duration_hours, "pre-migration": windows.pre_migration_minutes}
    changes = [SettingsChange((*_SCHEDULE, key), value) for key, value in figures.items() if value is not None]
    entries: Any = list(windows.entries) or REMOVED
    return [*changes, SettingsChange((*_SCHEDULE, "schedules", node), entries)]


def _check_length(windows: WeeklyWindows, written: Mapping[str, Any]) -> None:
    length = _figure(windows.duration_hours, written.get("duration"))
    lead = _figure(windows.pre_migration_minutes, written.get("pre-migration"))
    if not length and not lead:
        raise Invalid("duration_hours: these windows would last no time.", "Give a duration in hours.")


def _figure(wanted: int | None, written: Any) -> Any:
    return written if wanted is None else wanted


def _names(values: Mapping[str, Any] | None, where: NodeList) -> list[str]:
    names = _map_at(values, (_SECTION,)).get(where.value) or []
    if not isinstance(names, list):
        raise Conflict(f"{_SECTION}.{where} is no list.", "Correct the text of the file first.")
    return names


def _map_at(values: Mapping[str, Any] | None, path: Path) -> Mapping[str, Any]:
    """The map at a path, empty where nothing is written; whatever else stands there is left to the save to refuse."""
    found: Any = values
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
