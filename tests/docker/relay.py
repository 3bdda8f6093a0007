"""A way to the Docker engine that a test can cut."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.contract.docker_fixtures import SOCKET


class Relay:
    """A Unix socket whose connections lead to the real engine, until they are cut."""

    def __init__(self, path: Path) -> None:
        self.host = f"unix://{path}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen(16)
        self._ends: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self) -> None:
        """End all connections there are; new ones are let through."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            there = socket.socket(socket.AF_UNIX)
            there.connect(SOCKET.removeprefix("unix://"))
            self._ends += [here, there]
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=_pass_on, args=(source.dup(), target.dup()), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError), source, target:
        shutil.copyfileobj(source.makefile("rb", buffering=0), target.makefile("wb", buffering=0))
        target.shutdown(socket.SHUT_WR)


@contextmanager
def relay_in(folder: Path) -> Iterator[Relay]:
    """A relay that is closed at the end."""
    relay = Relay(folder / "relay.sock")
    try:
        yield relay
    finally:
        relay.close()
