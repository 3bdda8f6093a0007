"""The process ends with its own code although threads are still inside libraries; without care it ends with 139."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.e2e.programs import Program

# A thread that tells when the interpreter has begun to free things under it.
LEAVING = """
import sys, threading
from proxlb_ui.entrypoints.cli.leaving import leave

class Freed:
    def __del__(self):
        print("freed", flush=True)

freed = Freed()
if sys.argv[1] == "hung":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
if sys.argv[1] == "timer":
    last_resort = threading.Timer(60, print)
    last_resort.daemon = True
    last_resort.start()
print("last words")
sys.exit(leave(7))
"""


@pytest.mark.parametrize(
    ("what", "output"), [("hung", "last words"), ("timer", "last words\nfreed"), ("nothing", "last words\nfreed")]
)
def test_nothing_is_freed_under_a_thread(what: str, output: str) -> None:
    done = subprocess.run([sys.executable, "-c", LEAVING, what], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout.strip()) == (7, output), done.stderr


class SilentHost:
    """Accepts connections and says nothing, so that OpenSSL waits for the other side of its handshake."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._kept: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        for one in (self._listening, *self._kept):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                self._kept.append(self._listening.accept()[0])
            except OSError:
                return
            self.reached.set()


@pytest.fixture
def host() -> Iterator[SilentHost]:
    host = SilentHost()
    yield host
    host.close()


def test_a_stop_while_a_connection_is_being_opened_ends_with_zero(host: SilentHost, tmp_path: Path) -> None:
    settings = tmp_path / "proxlb.yaml"
    settings.write_text(proxlb_settings("127.0.0.1", host.port))
    own = {"HOST": "127.0.0.1", "PORT": str(free_port()), "PROXLB_CONFIG": str(settings), "PROXLB_UI_RUNTIME": "none"}
    program = Program(["serve"], {**own, "PROXLB_UI_PVE_VERIFY_TLS": "false"})
    try:
        assert host.reached.wait(20), program.output
    finally:
        code = program.stop()
    assert code == 0, program.output
