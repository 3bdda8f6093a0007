"""A Docker socket behind which an engine misbehaves as a real one cannot be made to."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

# A path and what is sent when it is asked for, headers and all; the connection is closed after it.
Answers = Mapping[str, bytes]

DESCRIPTION = {
    "Id": "f" * 64,
    "Name": "/proxlb",
    "State": {"Status": "running", "StartedAt": "2026-11-24T02:20:58.5Z"},
    "Config": {"Image": "proxlb:v2.3.0", "Env": ["CANARY=swordfish"], "Entrypoint": ["python", "-m", "proxlb"]},
}


def answer(body: bytes, status: str = "200 OK", content_type: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\nConnection: close"
    return head.encode() + b"\r\n\r\n" + body


def described(**changes: object) -> bytes:
    return answer(json.dumps({**DESCRIPTION, **changes}).encode())


@contextmanager
def engine_that_says(answers: Answers, folder: Path, connections: int | None = None) -> Iterator[str]:
    """Its address; what it has no answer for it leaves waiting. After so many connections it is gone."""
    path, stop = folder / "docker.sock", threading.Event()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen(16)

    def serve() -> None:
        for _ in count() if connections is None else range(connections):
            connection, _ = listening.accept()
            if stop.is_set():
                connection.close()
                break
            threading.Thread(target=respond, args=(connection,), daemon=True).start()
        listening.close()  # its file stays behind, as that of an engine that was killed

    def respond(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the other side may have gone
            asked = connection.recv(65536).split(b"\r\n")[0].decode()
            found = next((said for part, said in answers.items() if part in asked), None)
            connection.sendall(found) if found is not None else stop.wait(30)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix://{path}"
    finally:
        stop.set()
        with socket.socket(socket.AF_UNIX) as last, suppress(OSError):
            last.connect(str(path))
        thread.join(5)
