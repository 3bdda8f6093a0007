"""A host that answers HTTPS with whatever a test wants, also what no Proxmox would say."""

import datetime
import gzip
import ipaddress
import json
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NODE = {"type": "node", "id": "node/pve1", "node": "pve1", "status": "online", "cpu": 0.25, "maxcpu": 8}
NODE |= {"mem": 8 * 1024**3, "maxmem": 32 * 1024**3, "disk": 1, "maxdisk": 100, "uptime": 60, "hastate": "online"}
GUEST = {"type": "qemu", "id": "qemu/100", "vmid": 100, "name": "web", "node": "pve1", "status": "running"}
GUEST |= {"cpu": 0.5, "maxcpu": 2, "mem": 1024, "maxmem": 4096, "disk": 0, "maxdisk": 10, "uptime": 5, "template": 0}


@dataclass
class Answer:
    """One answer; `drop` closes the connection instead, `trickle` sends the body byte by byte."""

    data: Any = None
    status: int = 200
    reason: str | None = None
    body: bytes | None = None
    delay_seconds: float = 0
    drop: bool = False
    trickle_seconds: float = 0
    headers: dict[str, str] = field(default_factory=dict)
    compressed: bool = False
    chunk_bytes: int = 0

    @property
    def bytes(self) -> bytes:
        if self.body is not None:
            return self.body
        return b"" if self.status >= 400 else json.dumps({"data": self.data}).encode()


@dataclass
class Stub:
    """Answers by path below /api2/json; a list is used up from its front, its last entry stays."""

    folder: Path
    answers: dict[str, Any] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    valid_tickets: set[str] = field(default_factory=set)
    needs_ticket: bool = False

    def __post_init__(self) -> None:
        self.answers = {
            "/cluster/resources": Answer([NODE, GUEST]),
            "/cluster/tasks": Answer([]),
            "/cluster/ha/status/current": Answer([{"type": "quorum", "id": "quorum", "quorate": "1"}]),
            "/cluster/status": Answer([{"type": "cluster", "name": "lab", "quorate": 1}]),
            "/version": Answer({"version": "9.1.1"}),
            "/nodes": Answer([{"node": "pve1", "status": "online"}]),
            "/cluster/options": Answer({}),
            "/access/permissions": Answer(
                {"/": {"VM.Audit": 1, "Sys.Audit": 1, "Datastore.Audit": 1, "VM.Migrate": 1}}
            ),
            "/nodes/pve1/version": Answer({"version": "9.1.1"}),
        } | self.answers
        self.ca_file = str(certificate(self.folder))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file)
        self._server = _Server(("127.0.0.1", 0), self)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def everything(self, answer: Answer) -> None:
        """Give this answer whatever is asked."""
        self.answers = dict.fromkeys(self.answers, answer)

    def answer_to(self, path: str) -> Answer:
        self.seen[path] += 1
        found = self.answers.get(path, Answer(status=501, reason="Method 'GET' not implemented"))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], stub: Stub) -> None:
        self.stub = stub
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Refused handshakes and hung-up clients are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        stub = self.server.stub
        stub.seen["login"] += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        refused = stub.answers.get("login")
        if refused is not None:
            return self._send(refused)
        ticket = f"PVE:root@pam:{stub.seen['login']:08X}::x"
        stub.valid_tickets.add(ticket)
        return self._send(Answer({"ticket": ticket, "CSRFPreventionToken": "c", "username": "root@pam"}))

    def do_GET(self) -> None:
        stub = self.server.stub
        stub.headers.append(dict(self.headers))
        if stub.needs_ticket:
            cookie = self.headers.get("Cookie", "").replace("%3A", ":").replace("%40", "@").replace('"', "")
            if not any(ticket in cookie for ticket in stub.valid_tickets):
                return self._send(Answer(status=401, reason="Authentication failed!"))
        path, _, query = self.path.partition("?")
        answer = stub.answer_to(path.removeprefix("/api2/json"))
        if path.endswith("/log") and isinstance(answer.data, list):
            start = int(parse_qs(query).get("start", ["0"])[0])
            answer = replace(answer, data=answer.data[start:])
        return self._send(answer)

    def _send(self, answer: Answer) -> None:
        time.sleep(answer.delay_seconds)
        if answer.drop:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer.status, answer.reason)
        body = gzip.compress(answer.bytes) if answer.compressed else answer.bytes
        encoding = {"Content-Encoding": "gzip"} if answer.compressed else {}
        length = {"Transfer-Encoding": "chunked"} if answer.chunk_bytes else {"Content-Length": str(len(body))}
        for name, value in {**encoding, **length, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.chunk_bytes:
            for start in range(0, len(body), answer.chunk_bytes):
                piece = body[start : start + answer.chunk_bytes]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        if not answer.trickle_seconds:
            self.wfile.write(body)
            return
        for byte in answer.bytes:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(answer.trickle_seconds)


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 and localhost, key in the same file."""
    path = folder / "certificate.pem"
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pve1")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path
