"""What only a real server shows: oversized frames, trickling requests, readers that never read."""

import contextlib
import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.web.server.test_stop import Server, frame
from tests.waiting import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, "tests.integration.web.server.impatient_server")
    yield running
    running.process.terminate()
    running.process.wait(timeout=10)


def read_to_end(connection: socket.socket) -> bytes:
    """Everything until the other side closes."""
    connection.settimeout(PATIENCE_SECONDS)
    data = b""
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            return data
        if not part:
            return data
        data += part


def read_until(connection: socket.socket, wanted: bytes) -> None:
    """Read until this has come; we never answer a close, so the connection itself may stay."""
    connection.settimeout(PATIENCE_SECONDS)
    data = b""
    while wanted not in data:
        part = connection.recv(65536)
        assert part, data
        data += part


def rss_kib(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])


def assert_healthy(server: Server) -> None:
    """/healthz answers, whatever else is connected."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b'{"status":"ok"}' in read_to_end(connection)


def test_a_frame_over_the_limit_ends_the_socket(server: Server) -> None:
    connection = server.connect("/api/v1/events")
    body = b'{"subscribe":["' + b"x" * 70_000 + b'"]}'
    connection.sendall(struct.pack("!BBQ", 0x81, 0xFF, len(body)) + b"\0\0\0\0" + body)
    read_until(connection, b"\x88\x02" + struct.pack("!H", 1009))
    connection.close()


def test_a_message_that_never_ends_is_bounded(server: Server) -> None:
    connection = server.connect("/api/v1/events")
    before = rss_kib(server.process.pid)
    connection.sendall(struct.pack("!BB", 0x01, 0x80 | 100) + b"\0\0\0\0" + b"x" * 100)
    with contextlib.suppress(OSError):
        for _ in range(20_000):
            connection.sendall(struct.pack("!BB", 0x00, 0x80 | 100) + b"\0\0\0\0" + b"x" * 100)
    assert_healthy(server)
    assert rss_kib(server.process.pid) - before < 20_000
    connection.close()


def test_a_flood_of_messages_ends_with_a_reason(server: Server) -> None:
    connection = server.connect("/api/v1/events")
    connection.sendall(frame(b'{"subscribe":[]}') * 100)
    read_until(connection, b"messages a second")
    connection.close()


def test_trickling_headers_are_not_waited_for(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: local")
        assert_healthy(server)
        read_to_end(slow)  # closed by the server, or this times out


def test_headers_without_end_are_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as greedy:
        with contextlib.suppress(OSError):
            greedy.sendall(b"GET / HTTP/1.1\r\n" + b"X-Header: " + b"x" * 200_000)
        answer = read_to_end(greedy)
        assert answer == b"" or b" 4" in answer.partition(b"\r\n")[0]
    assert_healthy(server)


def test_many_connections_leave_nothing_behind(server: Server) -> None:
    def open_files() -> int:
        return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))

    assert_healthy(server)
    before = open_files()
    for _ in range(10):
        connections = [server.connect("/api/v1/events") for _ in range(20)]
        for connection in connections:
            connection.close()
    # A socket dropped in the middle of its handshake is noticed at the latest by its second ping.
    wait_until(lambda: open_files() <= before + 3)


def test_one_request_tells_its_shape(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(b"GET /api/v1/guests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert b" 503" in head.partition(b"\r\n")[0]
    assert b"server:" not in head.lower()
    assert json.loads(body)["error"]["code"] == "unavailable"
