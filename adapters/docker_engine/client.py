"""The few calls of the Docker Engine API that steering one container takes."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import docker
import requests

CHUNK_BYTES = 64 << 10


class EngineClient(docker.APIClient):
    """The docker SDK's low-level client, with what its own methods leave out."""

    def open_log(self, container: str, **parameters: str) -> requests.Response:
        """The container's output as the engine sends it; the SDK's own method rounds nanoseconds to floats."""
        wanted = {"stdout": "1", "stderr": "1", "timestamps": "1", **parameters}
        # Headers come at once; a quiet log may then say nothing for hours.
        response = self._get(
            self._url("/containers/{0}/logs", container), params=wanted, stream=True, timeout=(self.timeout, None)
        )
        self._raise_for_status(response)
        return response

    def hang_up(self, response: requests.Response) -> None:
        """End a response that another thread reads."""
        # Closing alone would leave the reader in its system call.
        _shut(self._get_raw_response_socket(response))

    def open_exec(self, exec_id: str) -> tuple[requests.Response, Any]:
        """Start an exec and take over its connection: the response to keep alive, the raw socket to talk over."""
        response = self._post_json(
            self._url("/exec/{0}/start", exec_id),
            headers={"Connection": "Upgrade", "Upgrade": "tcp"},
            data={"Tty": False, "Detach": False},
            stream=True,
        )
        self._raise_for_status(response)
        stream = self._get_raw_response_socket(response)
        raw = getattr(stream, "_sock", stream)
        raw.settimeout(None)
        return response, raw

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


def _shut(stream: Any) -> None:
    raw = getattr(stream, "_sock", stream)
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)
