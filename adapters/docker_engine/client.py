"""The few calls of the Docker Engine API that steering one container takes."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import docker
import requests

CHUNK_BYTES = 64 << 10
CONNECT_SECONDS = 5


class EngineClient(docker.APIClient):
    """The docker SDK's low-level client, with what its own methods leave out."""

    def __init__(self, host: str, version: str, timeout: float) -> None:
        super().__init__(base_url=host, version=version, timeout=timeout)
        self._host = host

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """One request, each on a connection that is known to have another end."""
        require_socket(self._host)
        return super().send(request, **options)

    def open_log(self, container: str, **parameters: str) -> requests.Response:
        """The container's output as the engine sends it; the SDK's own method rounds nanoseconds to floats."""
        wanted = {"stdout": "1", "stderr": "1", "timestamps": "1", **parameters}
        response = self._get(self._url("/containers/{0}/logs", container), params=wanted, stream=True)
        self._raise_for_status(response)
        return response

    def endless(self, response: requests.Response) -> socket.socket:
        """The socket under a response that may say nothing for hours, from now on without a bound on waiting."""
        # Taken while the response is open: once it has ended there is no way left to its socket.
        stream = self._get_raw_response_socket(response)
        raw: socket.socket = getattr(stream, "_sock", stream)
        raw.settimeout(None)
        return raw

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


def require_socket(host: str) -> None:
    """Raises OSError where there is no socket that somebody listens on."""
    # Where there is none the SDK would raise the same, and leave its own end open.
    if host.startswith("unix://"):
        with socket.socket(socket.AF_UNIX) as found:
            found.settimeout(CONNECT_SECONDS)
            found.connect(host.removeprefix("unix://"))


def hang_up(connection: socket.socket) -> None:
    """End a connection that another thread reads from."""
    # Closing would leave the reader in its system call.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
