"""HTTPS on loopback with reason phrases of our own, which ASGI cannot send."""

import contextlib
import gzip
import socket
import ssl
import threading
from email.utils import formatdate
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import unquote

from proxlb_ui.entrypoints.simulator.certificate import Certificate
from proxlb_ui.entrypoints.simulator.http.api import Answer, Api, Call, Control
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

MAX_BODY_BYTES = 512 * 1024
GZIP_ABOVE_BYTES = 1024
IDLE_SECONDS = 5.0
HANDSHAKE_SECONDS = 5.0


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after another from one connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "pve-api-daemon/3.0", ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1  # one write per answer

    def _serve(self) -> None:
        server = cast("_Server", self.server)
        body = self._body()
        if body is None:
            return
        path = self.path.partition("?")[0]
        if path.startswith("/sim/"):
            if self.headers.get("X-Simulator") != "1":
                self._send(Answer(403, "Forbidden", b""))
                return
            self._send(server.control.answer(self.command, path, body))
            return
        self._send(server.api.answer(self._call(body)))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def _call(self, body: str) -> Call:
        cookie = ""
        with contextlib.suppress(CookieError):
            for part in self.headers.get("Cookie", "").split(";"):
                name, _, value = part.strip().partition("=")
                if name == "PVEAuthCookie":
                    cookie = unquote(SimpleCookie().value_decode(value)[0])
        headers = self.headers
        csrf = headers.get("CSRFPreventionToken", "")
        return Call(self.command, self.path, headers.get("Authorization", ""), cookie, csrf, body)

    def _body(self) -> str | None:
        if self.headers.get("Transfer-Encoding"):
            self._send(Answer(501, "chunked transfer encoding not supported", b""))
            return None
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            self._send(Answer(501, f"for data too large (max {MAX_BODY_BYTES})", b""))
            return None
        return self.rfile.read(int(length)).decode("utf-8", "replace")

    def _send(self, answer: Answer) -> None:
        body = answer.body
        packed = len(body) > GZIP_ABOVE_BYTES and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            body = gzip.compress(body, 1)
        self.close_connection = self.close_connection or answer.status >= 400
        self.send_response_only(answer.status, answer.reason.encode("latin-1", "replace").decode("latin-1"))
        now = formatdate(usegmt=True)
        for name, value in (
            ("Cache-Control", "max-age=0"),
            ("Connection", "close" if self.close_connection else "Keep-Alive"),
            ("Date", now),
            ("Pragma", "no-cache"),
            ("Server", self.server_version),
            ("Content-Length", str(len(body))),
            ("Content-Type", "application/json;charset=UTF-8"),
            ("Expires", now),
            *((("Content-Encoding", "gzip"),) if packed else ()),
        ):
            self.send_header(name, value)
        # The base class would take the header above as an order to change close_connection; it agrees.
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: callers count by /sim/stats."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext, simulation: Simulation) -> None:
        self.api = Api(simulation)
        self.control = Control(self.api)
        self._context = context
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: a slow handshake holds up nobody else."""
        request.settimeout(HANDSHAKE_SECONDS)
        with self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as secured:
            with self._open_lock:
                self._open.add(secured)
            try:
                secured.do_handshake()
                _Handler(secured, client_address, self)
            except OSError:
                pass  # the client went away, or did not like the certificate
            finally:
                with self._open_lock:
                    self._open.discard(secured)

    def close_connections(self) -> None:
        """End every kept-alive connection."""
        with self._open_lock:
            for secured in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(secured, socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the client's business; anything else is a bug and is shown."""
        super().handle_error(request, client_address)


class SimulatorServer:
    """One simulation on one port."""

    def __init__(
        self, simulation: Simulation, host: str = "127.0.0.1", port: int = 0, *, certificate: Certificate
    ) -> None:
        if host not in ("127.0.0.1", "localhost"):
            raise ValueError("The simulator listens on loopback only; use 127.0.0.1.")
        self.simulation = simulation
        self.host = host
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate_file, certificate.key_file)
        self._server = _Server((host, port), context, simulation)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"https://{self.host}:{self.port}"

    @property
    def api(self) -> Api:
        """The API behind it, with its counts."""
        return self._server.api

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and all connections."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(2)
        self._server.close_connections()
        self._server.server_close()
