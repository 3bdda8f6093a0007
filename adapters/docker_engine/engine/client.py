"""The few calls of the Docker Engine API that steering one container takes."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BufferedReader
from typing import TYPE_CHECKING, Any, cast

import docker
import requests
from proxlb_ui.adapters.docker_engine.engine.transport import UnixSocketAdapter

CHUNK_BYTES = 64 << 10


class EngineClient(docker.APIClient):
    """The docker SDK's low-level client, with what its own methods leave out."""

    if TYPE_CHECKING:
        # The part of its source that its stubs leave out.
        def _url(self, path: str, container: str) -> str: ...
        def _get(self, url: str, **options: Any) -> requests.Response: ...
        def _post(self, url: str, **options: Any) -> requests.Response: ...
        def _post_json(self, url: str, data: Mapping[str, Any], **options: Any) -> requests.Response: ...
        def _raise_for_status(self, response: requests.Response) -> None: ...

    def __init__(self, host: str, version: str, timeout: float) -> None:
        # The SDK hands the bound on to requests, which takes fractions of a second too.
        super().__init__(base_url=host, version=version, timeout=cast(int, timeout))
        if host.startswith("unix://"):
            self.mount(self.base_url, UnixSocketAdapter(host.removeprefix("unix://")))

    def open_log(self, container: str, **parameters: str) -> requests.Response:
        """The container's output as the engine sends it; the SDK's own method rounds nanoseconds to floats."""
        wanted = {"stdout": "1", "stderr": "1", "timestamps": "1", **parameters}
        response = self._get(self._url("/containers/{0}/logs", container), params=wanted, stream=True)
        self._raise_for_status(response)
        return response

    def open_exec(self, exec_id: str) -> requests.Response:
        """Start an exec whose connection then carries its input and output."""
        response = self._post_json(
            self._url("/exec/{0}/start", exec_id),
            headers={"Connection": "Upgrade", "Upgrade": "tcp"},
            data={"Tty": False, "Detach": False},
            stream=True,
        )
        self._raise_for_status(response)
        return response

    def log_answer(self, container: str) -> int:
        """The status code of asking for no line of the log."""
        wanted = {"stdout": "1", "tail": "0"}
        return int(self._get(self._url("/containers/{0}/logs", container), params=wanted).status_code)

    def try_call(self, path: str, container: str, **options: Any) -> int:
        """The status code of a POST."""
        return int(self._post(self._url(path, container), **options).status_code)


def reader_of(response: requests.Response) -> BufferedReader:
    """What an open response is read from, without urllib3's and http.client's ideas of where it ends."""
    raw: Any = response.raw
    reader: BufferedReader = raw._fp.fp
    return reader


def endless(response: requests.Response) -> socket.socket:
    """The socket under a response that may say nothing for hours, from now on without a bound on waiting."""
    # Taken while the response is open: once it has ended there is no way left to its socket.
    stream: Any = reader_of(response).raw
    connection: socket.socket = stream._sock
    connection.settimeout(None)
    return connection


def chunks_of(response: requests.Response) -> Iterator[bytes]:
    """The body piece by piece, each as soon as it is there."""
    while data := response.raw.read1(CHUNK_BYTES):
        yield data


def explanation_of(body: str) -> str:
    """The engine's own sentence in an error body."""
    try:
        found = json.loads(body)
    except ValueError:
        return body
    return str(found.get("message", body)) if isinstance(found, Mapping) else body


def hang_up(connection: socket.socket) -> None:
    """End a connection that another thread reads from."""
    # Closing would leave the reader in its system call.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
