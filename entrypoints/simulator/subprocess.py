"""The simulator as a process of its own, so that it neither slows its client nor outlives it."""

import http.client
import json
import multiprocessing
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions

READY_SECONDS = 60.0
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SimulatorAddress:
    """Where a simulator listens, and the authority that signed its certificate."""

    host: str
    port: int
    ca_file: Path

    @property
    def url(self) -> str:
        """The address to type into a browser or a settings file."""
        return f"https://{self.host}:{self.port}"

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request to the simulator's own control interface, below /sim."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=10, context=context)
        headers = {"X-Simulator": "1", "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status != http.client.OK:
            raise Unavailable(f"The simulator answered {response.status} to {method} {path}.")
        return json.loads(answer)

    def total_calls(self) -> int:
        """API calls answered since the start."""
        return int(self.control("GET", "/sim/stats")["total"])


def free_port() -> int:
    """A port of loopback on which nobody listens at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def simulator_process(options: SimulatorOptions, port: int, folder: Path) -> Iterator[SimulatorAddress]:
    """A running simulator on 127.0.0.1, port 0 meaning any free one; stopped at the end."""
    address = SimulatorAddress("127.0.0.1", port or free_port(), folder / "ca.pem")
    # Spawned, not forked: the child must not inherit an event loop, locks or sockets.
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(options, address.port, folder), daemon=True
    )
    process.start()
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.join(STOP_SECONDS)
        if process.is_alive():
            process.kill()
            process.join(STOP_SECONDS)


def _serve(options: SimulatorOptions, port: int, folder: Path) -> None:
    # Here and not at the top, so that importing the command line does not need what makes certificates.
    from proxlb_ui.entrypoints.simulator.run import serve

    threading.Thread(target=_end_with_parent, daemon=True).start()
    serve(options, "127.0.0.1", port, folder, announce=False)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # returns even when the parent was killed
        os._exit(0)


def _wait(address: SimulatorAddress, process: BaseProcess) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if not process.is_alive():
            raise Unavailable(f"The simulated cluster ended at once (exit code {process.exitcode}).")
        try:
            address.total_calls()
            return
        except (OSError, ssl.SSLError):
            time.sleep(0.05)
    raise Unavailable(f"The simulated cluster did not answer on {address.url} within {READY_SECONDS:.0f} s.")
