"""Serve a simulated cluster until a signal comes."""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from proxlb_ui.entrypoints.simulator.auth import PASSWORD, USERS
from proxlb_ui.entrypoints.simulator.certificate import make_certificate
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.server import SimulatorServer
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation


def serve(options: SimulatorOptions, host: str, port: int, folder: Path, announce: bool = True) -> None:
    """Block until SIGINT or SIGTERM; needs the main thread."""
    certificate = make_certificate(folder)
    server = SimulatorServer(Simulation(options), host, port, certificate=certificate)
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    server.start()
    try:
        if announce:
            _announce(server, certificate.ca_file)
        # A wait without end could keep a signal handler from running on some platforms.
        while not ended.wait(0.5):
            pass
    finally:
        server.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(server: SimulatorServer, ca_file: Path) -> None:
    lines = [f"Simulated cluster: {server.url}", f"CA file: {ca_file}"]
    lines += [f"User: {user}  password: {PASSWORD}" for user in USERS]
    lines += [f"Token: {name}={secret}" for name, (secret, _) in server.simulation.accounts.tokens.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
