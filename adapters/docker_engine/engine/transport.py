"""HTTP through a Unix socket: every request on a connection of its own, which whoever opened it closes.

The SDK's own transport leaves the socket of a failed connect() to the collector. An engine that restarts refuses some
connections: its socket is there before and after anybody listens.
"""

import socket
from collections.abc import Mapping

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

ANY_HOST = "localhost"


class UnixSocketAdapter(HTTPAdapter):
    """Sends a session's requests through the socket of this path."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._pool = _Pool(path)

    def get_connection_with_tls_context(self, *_: object, **__: object) -> urllib3.HTTPConnectionPool:
        return self._pool

    def request_url(self, request: requests.PreparedRequest, proxies: Mapping[str, str] | None) -> str:
        return request.path_url

    def close(self) -> None:
        super().close()
        self._pool.close()


class _Pool(urllib3.HTTPConnectionPool):
    def __init__(self, path: str) -> None:
        super().__init__(ANY_HOST)
        self._path = path

    def _new_conn(self) -> HTTPConnection:
        return _Connection(self._path)

    def _put_conn(self, conn: object) -> None:
        # Not kept for the next request: what answered may have gone when that comes.
        if isinstance(conn, HTTPConnection):
            conn.close()


class _Connection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__(ANY_HOST)
        self._path = path

    def connect(self) -> None:
        end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            end.settimeout(self.timeout)
            end.connect(self._path)
        except BaseException:
            end.close()
            raise
        self.sock = end
