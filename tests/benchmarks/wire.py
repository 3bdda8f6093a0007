"""What a browser costs on the wire: a socket that speaks just enough WebSocket to subscribe, and counts bytes."""

import base64
import json
import os
import socket
import struct
import threading
from types import TracebackType

# The server drops whoever is silent; a browser answers its pings, and so do we, without reading them.
PONG_SECONDS = 10
UNASKED_PONG = b"\x8a\x80\x00\x00\x00\x00"


class IdleBrowser:
    """One subscribed /events socket; permessage-deflate is offered, as every browser does."""

    def __init__(self, port: int, topics: list[str]) -> None:
        self.received_bytes = 0
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._socket.sendall(_handshake(port))
        answer = self._socket.recv(65536)
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            raise ConnectionError(f"no WebSocket: {answer[:200]!r}")
        self._socket.sendall(_text_frame(json.dumps({"subscribe": topics})))
        self._thread = threading.Thread(target=self._count, daemon=True)

    def __enter__(self) -> "IdleBrowser":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        self._socket.close()

    def _count(self) -> None:
        self._socket.settimeout(PONG_SECONDS)
        while True:
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                self._socket.sendall(UNASKED_PONG)
                continue
            except OSError:
                return
            if not data:
                return
            self.received_bytes += len(data)
            self._socket.sendall(UNASKED_PONG)


def _handshake(port: int) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /api/v1/events HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _text_frame(text: str) -> bytes:
    payload, mask = text.encode(), os.urandom(4)
    if len(payload) > 125:
        raise ValueError("the benchmark sends only short frames")
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
    return struct.pack("!BB", 0x81, 0x80 | len(payload)) + mask + masked
