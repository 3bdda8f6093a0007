"""The socket proxy of deploy/docker, running in front of the real engine."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.docker.deploy.hardening import HARDENED
from tests.docker.engine_image import build, docker, inspect, output_of, removed_afterwards, unique_name

SOCKET_PATH = "/var/run/docker.sock"
FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "docker" / "socket-proxy"
READY_SECONDS = 20.0


@cache
def proxy_image() -> str:
    return build("proxlb-ui-test/socket-proxy", FOLDER)


def socket_group() -> int:
    return Path(SOCKET_PATH).stat().st_gid


@dataclass(frozen=True, slots=True)
class SocketProxy:
    """Where it listens, and ways to ask it that no well-behaved client would take."""

    name: str
    container: str
    port: int

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and body of one request; the path is sent as it is."""
        data = body if isinstance(body, str | bytes | None) else json.dumps(body)
        with self.opened(method, path, data, **headers) as response:
            return response.status, response.read(1 << 20).decode(errors="replace")

    @contextmanager
    def opened(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> Iterator[http.client.HTTPResponse]:
        """A response that may go on, as long as it is wanted."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        kind = {"Content-Type": "application/json"} if body is not None else {}
        try:
            connection.request(method, path, body, {**kind, **headers})
            yield connection.getresponse()
        finally:
            connection.close()

    def send(self, raw: bytes) -> int:
        """The status code that these bytes are answered with."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(raw)
            return int(connection.makefile("rb").readline().split()[1])

    def refused(self) -> str:
        """What it wrote about calls it did not allow."""
        return output_of(self.name)


@contextmanager
def socket_proxy(container: str, *options: str) -> Iterator[SocketProxy]:
    """A proxy for one container, as the compose file starts it."""
    with removed_afterwards(unique_name()) as name:
        port = free_port()
        docker(
            *("run", "--detach", "--name", name, *HARDENED, "--group-add", str(socket_group())),
            *("--volume", f"{SOCKET_PATH}:{SOCKET_PATH}", "--env", f"PROXLB_CONTAINER={container}"),
            *("--publish", f"127.0.0.1:{port}:2375", *options, proxy_image()),
        )
        proxy = SocketProxy(name, container, port)
        _wait(proxy)
        yield proxy


def _wait(proxy: SocketProxy) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            if proxy.ask("GET", "/_ping")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        assert inspect(proxy.name)["State"]["Running"], proxy.refused()
        assert time.monotonic() < deadline, proxy.refused()
        time.sleep(0.1)
