"""Asking one host; blocking, so only to be called in a thread."""

import threading
from typing import Any, Protocol

from proxlb_ui.adapters.proxmox_api.host.errors import translated
from proxlb_ui.adapters.proxmox_api.host.transport import BoundedAdapter
from proxlb_ui.domain.model.cluster.connection import PveConnection
from proxlb_ui.domain.ports.clock import Clock
from proxmoxer import ProxmoxAPI
from proxmoxer.core import AuthenticationError, ResourceException
from requests import Session
from requests.exceptions import ChunkedEncodingError, ConnectionError, SSLError, Timeout

_CONNECT_SECONDS = 5.0
# Proxmox' tickets live for two hours; proxmoxer renews one only while it is valid.
_TICKET_SECONDS = 5400.0
# An empty name is no proxy, and unlike None it also beats the environment's.
_NO_PROXIES = {"https": "", "http": ""}


class _Resource(Protocol):
    def get(self, **parameters: Any) -> Any: ...


class _Api(Protocol):
    """The part of proxmoxer's ProxmoxAPI that is used; the library comes without types."""

    _store: dict[str, Any]

    def __call__(self, path: str) -> _Resource: ...


class HostClient:
    """Answers of one host; a ProxmoxAPI object serves one thread at a time, idle ones are kept for the next call."""

    def __init__(self, connection: PveConnection, address: tuple[str, int], verify: bool | str, clock: Clock) -> None:
        host, port = address
        self.name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._host = f"[{host}]" if ":" in host else host
        self._port = port
        self._connection = connection
        self._verify = verify
        self._clock = clock
        self._idle: list[tuple[_Api, float]] = []
        self._lock = threading.Lock()

    def get(self, path: str, **parameters: Any) -> Any:
        """The data of one GET; raises Unavailable, Denied or TimedOut."""
        with translated(self.name):
            used = self._reusable()
            if used is not None:
                try:
                    return self._ask(*used, path, parameters)
                except (AuthenticationError, ResourceException, ConnectionError, ChunkedEncodingError) as exc:
                    if not self._may_work_anew(exc):
                        raise
            return self._ask(self._build(), self._clock.monotonic(), path, parameters)

    def close(self) -> None:
        """Close the idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for api, _ in idle:
            _session(api).close()

    def _ask(self, api: _Api, born: float, path: str, parameters: dict[str, Any]) -> Any:
        try:
            answer = api(path).get(**parameters)
        except ResourceException as exc:
            if exc.status_code != 401:
                self._keep(api, born)
            else:
                _session(api).close()
            raise
        except BaseException:
            _session(api).close()
            raise
        self._keep(api, born)
        return answer

    def _may_work_anew(self, exc: Exception) -> bool:
        """True for an expired ticket and for a kept connection that the host has closed meanwhile."""
        if isinstance(exc, ResourceException):
            return exc.status_code == 401 and self._connection.password is not None
        return not isinstance(exc, Timeout | SSLError)

    def _keep(self, api: _Api, born: float) -> None:
        with self._lock:
            self._idle.append((api, born))

    def _reusable(self) -> tuple[_Api, float] | None:
        with self._lock:
            while self._idle:
                api, born = self._idle.pop()
                if self._connection.password is None or self._clock.monotonic() - born < _TICKET_SECONDS:
                    return api, born
                _session(api).close()
        return None

    def _build(self) -> _Api:
        connection = self._connection
        seconds = connection.timeout_seconds
        api: _Api = ProxmoxAPI(
            self._host,
            port=self._port,
            user=connection.user,
            password=connection.password,
            token_name=connection.token_id,
            token_value=connection.token_secret,
            verify_ssl=self._verify,
            timeout=(min(seconds, _CONNECT_SECONDS), seconds),
            proxies=dict(_NO_PROXIES),
        )
        session = _session(api)
        # The environment's proxies, CA bundle and netrc are not meant for us.
        session.trust_env = False
        # Proxmox' API never redirects; following one could carry the ticket elsewhere.
        session.max_redirects = 0
        session.mount("https://", BoundedAdapter(body_seconds=seconds))
        return api


def _session(api: _Api) -> Session:
    session: Session = api._store["session"]
    return session
