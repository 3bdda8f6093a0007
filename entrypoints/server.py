"""Serving the application with Hypercorn in this process, and stopping it within seconds."""

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config as HypercornConfig
from proxlb_ui.domain.errors import Denied, Invalid, ProxlbUiError, Unavailable
from proxlb_ui.entrypoints.web.kit.sockets import Sockets
from quart import Quart

log = logging.getLogger(__name__)

LARGEST_MESSAGE_BYTES = 64 * 1024
GRACE_SECONDS = 0.3
FORCE_AFTER_SECONDS = 5.0
LAST_RESORT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may be silent; tests have less."""

    # Shorter than read_seconds: between the two Hypercorn would hold a connection that it no longer reads.
    keep_alive_seconds: float = 20.0
    # Browsers answer pings, so one that sends nothing for longer than a ping takes is gone.
    read_seconds: int = 45
    ping_seconds: float = 20.0


USUAL = Patience()


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; raises a clear error when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise _explained(problem, host, port) from problem
    listener.setblocking(False)
    return listener


def _explained(problem: OSError, host: str, port: int) -> ProxlbUiError:
    if problem.errno == errno.EADDRINUSE:
        return Unavailable(
            f"Port {port} on {host} is already in use.", f"Stop what listens there, or choose another: PORT={port + 1}."
        )
    if problem.errno in (errno.EACCES, errno.EPERM):
        return Denied(f"Port {port} needs privileges we do not have.", "Choose a port above 1023, such as PORT=8080.")
    return Invalid(
        f"Cannot listen on {host} port {port}: {problem.strerror}.", "Set HOST to an address of this machine."
    )


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; entered before the port is open, so that no signal is too early."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    try:
        yield stopping
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def serve(
    app: Quart, sockets: Sockets, listener: socket.socket, stopping: asyncio.Event, patience: Patience = USUAL
) -> None:
    """Serve until told to stop; open streams are ended first, because Hypercorn would wait for them."""
    server = asyncio.create_task(hypercorn_serve(app, _hypercorn(listener, patience), shutdown_trigger=stopping.wait))
    stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({server, stop}, return_when=asyncio.FIRST_COMPLETED)
        _end_in_any_case()
        sockets.closing.set()
        _, late = await asyncio.wait({server}, timeout=FORCE_AFTER_SECONDS)
        if late:
            # A peer that neither reads nor closes: its connection is dropped with the process.
            log.warning("a connection did not end in time and is dropped")
            server.cancel()
            await asyncio.wait({server}, timeout=GRACE_SECONDS)
        if server.done() and not server.cancelled() and (problem := server.exception()):
            raise problem
    finally:
        stop.cancel()


def _end_in_any_case() -> None:
    """The last resort: whatever still hangs later on, the process does not."""
    timer = threading.Timer(LAST_RESORT_SECONDS, os._exit, (1,))
    timer.daemon = True
    timer.start()


def _hypercorn(listener: socket.socket, patience: Patience) -> HypercornConfig:
    config = HypercornConfig()
    # Hypercorn takes over a listening socket by its number and closes that number; ours stays ours.
    config.bind = [f"fd://{os.dup(listener.fileno())}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    config.include_server_header = False
    config.alpn_protocols = ["http/1.1"]
    config.graceful_timeout = 1.0
    config.shutdown_timeout = 2.0
    config.keep_alive_timeout = patience.keep_alive_seconds
    config.keep_alive_max_requests = 10_000
    config.read_timeout = patience.read_seconds
    config.websocket_max_message_size = LARGEST_MESSAGE_BYTES
    config.websocket_ping_interval = patience.ping_seconds
    config.backlog = 128
    return config
