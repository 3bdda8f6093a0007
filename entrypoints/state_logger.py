"""Logging what a person would see on the page: how cluster, settings and service stand, whenever that changes."""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from proxlb_ui.domain.background import Work
from proxlb_ui.domain.change import Change
from proxlb_ui.domain.model.cluster.connection import ConnectionState
from proxlb_ui.domain.model.service.service import ServiceState
from proxlb_ui.domain.use_cases.cluster.watch_cluster import WatchCluster
from proxlb_ui.domain.use_cases.service.control_service import ControlService

log = logging.getLogger(__name__)

Told = tuple[int, str]


class StateLogger:
    """Logs a state when it begins, and not again at every tick."""

    def __init__(self, cluster: WatchCluster, service: ControlService) -> None:
        self._cluster = cluster
        self._service = service

    @property
    def loops(self) -> Mapping[str, Work]:
        """What follows cluster, settings and service, each until cancelled."""
        return {
            "narrator: cluster": partial(self._follow, self._cluster.change, self._about_cluster),
            "narrator: settings": partial(self._follow, self._cluster.change, self._about_settings),
            "narrator: service": partial(self._follow, self._service.change, self._about_service),
        }

    async def _follow(self, change: Change, tell: Callable[[], Told | None]) -> None:
        seen, last = -1, None
        while True:
            seen = await change.wait(seen)
            told = tell()
            if told is not None and told != last:
                log.log(*told)
            last = told or last

    def _about_cluster(self) -> Told | None:
        connection = self._cluster.view.connection
        if connection.state is ConnectionState.OK:
            return logging.INFO, f"the cluster is read through {connection.host}"
        if connection.state in (ConnectionState.LOADING, ConnectionState.STALE):
            return None
        return logging.WARNING, f"the cluster cannot be read: {connection.message} {connection.hint}"

    def _about_settings(self) -> Told | None:
        problem = self._cluster.view.settings_problem
        if problem is None:
            return (logging.INFO, "ProxLB's settings can be read") if self._cluster.view.settings else None
        return logging.WARNING, f"ProxLB's settings cannot be used: {problem.message} {problem.hint}"

    def _about_service(self) -> Told | None:
        status = self._service.status
        level = logging.WARNING if status.state is ServiceState.FAILED else logging.INFO
        text = f"ProxLB ({status.runtime}) is {status.state}. {status.message} {status.hint}"
        return (level, text.strip()) if status.runtime else None
