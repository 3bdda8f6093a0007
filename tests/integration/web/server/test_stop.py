"""The server ends quickly and cleanly, whatever is connected; standard library only, to run on every Python."""

import base64
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
READY_SECONDS = 20.0
SOCKETS = 50


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Server:
    """`proxlb-ui serve` without a cluster: what matters here is only that it listens."""

    def __init__(self, folder: Path, *program: str) -> None:
        self.port = free_port()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PROXLB")}
        environment |= {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PROXLB_CONFIG": str(folder / "absent.yaml"),
            "PROXLB_UI_RUNTIME": "none",
        }
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *(program or ("proxlb_ui.entrypoints.cli.main", "serve"))],
                env=environment,
                cwd=ROOT,
                stderr=log,
            )
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def connect(self, path: str) -> socket.socket:
        """One upgraded WebSocket."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        key = base64.b64encode(os.urandom(16)).decode()
        host = f"127.0.0.1:{self.port}"
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = connection.recv(4096)
        assert b" 101 " in answer.partition(b"\r\n")[0], answer
        return connection

    def seconds_to_stop(self, number: signal.Signals) -> float:
        """How long the process takes to end with exit code 0; the last resort would give another code."""
        started = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(timeout=60) == 0, self.log.read_text()
        return time.monotonic() - started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def frame(text: bytes) -> bytes:
    """A masked text frame with a mask of zeros."""
    return struct.pack("!BB", 0x81, 0x80 | len(text)) + b"\0\0\0\0" + text


def close_codes(connections: list[socket.socket]) -> set[int]:
    """How the server said good-bye on each connection."""
    codes = set()
    for connection in connections:
        data = b""
        while part := connection.recv(65536):
            data += part
        at = data.rfind(b"\x88\x02")
        codes.add(struct.unpack("!H", data[at + 2 : at + 4])[0] if at >= 0 else 0)
        connection.close()
    return codes


def assert_ended_by_itself(server: Server) -> None:
    """No connection had to be dropped, which is what takes seconds; how busy the machine is does not matter."""
    log = server.log.read_text()
    assert "did not end in time" not in log
    assert "Traceback" not in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_alone(server: Server, number: signal.Signals) -> None:
    seconds = server.seconds_to_stop(number)
    print(f"stopped in {seconds:.2f} s on Python {sys.version.split()[0]}")
    assert_ended_by_itself(server)


def test_with_fifty_sockets_open(server: Server) -> None:
    connections = [server.connect("/api/v1/events" if n % 2 else "/api/v1/logs/stream") for n in range(SOCKETS)]
    connections[1].sendall(frame(b'{"subscribe":["overview","nodes"]}'))
    connections[0].sendall(frame(b'{"subscribe":{}}'))
    time.sleep(0.5)
    seconds = server.seconds_to_stop(signal.SIGTERM)
    print(f"stopped with {SOCKETS} sockets open in {seconds:.2f} s on Python {sys.version.split()[0]}")
    assert close_codes(connections) == {1001}
    assert_ended_by_itself(server)


def test_with_idle_and_half_sent_requests(server: Server) -> None:
    idle = socket.create_connection(("127.0.0.1", server.port))
    half = socket.create_connection(("127.0.0.1", server.port))
    half.sendall(b"GET /healthz HTTP/1.1\r\nHost: local")
    body = socket.create_connection(("127.0.0.1", server.port))
    body.sendall(
        b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: t\r\n"
        b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
    )
    time.sleep(0.3)
    server.seconds_to_stop(signal.SIGTERM)
    for connection in (idle, half, body):
        connection.close()


def test_with_a_dead_peer(server: Server) -> None:
    """A peer that reads nothing and never closes."""
    dead = [server.connect("/api/v1/events") for _ in range(3)]
    for connection in dead:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    time.sleep(0.3)
    seconds = server.seconds_to_stop(signal.SIGTERM)
    print(f"stopped with a dead peer in {seconds:.2f} s on Python {sys.version.split()[0]}")
    for connection in dead:
        connection.close()
