"""Who really asked, and how, behind proxies we trust."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy

HTTPS_SCHEMES = ("https", "wss")


@dataclass(frozen=True, slots=True)
class Peer:
    """The client's address, and scheme and host as its browser sees them."""

    address: str
    scheme: str
    host: str

    @property
    def https(self) -> bool:
        """True when the browser speaks TLS, whoever ends it."""
        return self.scheme == "https"


def peer_of(connection: Any, policy: SecurityPolicy) -> Peer:
    """The peer of a Quart request or websocket; forwarding headers count only from trusted proxies."""
    address = (connection.scope.get("client") or ("", 0))[0]
    scheme = "https" if connection.scope.get("scheme") in HTTPS_SCHEMES else "http"
    hosts = {*connection.headers.getlist("Host"), *_host_of_target(connection.scope["path"])}
    if len(hosts) > 1:
        raise Invalid("The request names more than one host.")
    host = hosts.pop() if hosts else ""
    if not policy.trusts(address):
        return Peer(address, scheme, host)
    headers = connection.headers
    return Peer(
        address=_client(headers, policy) or address,
        scheme="https" if _nearest(headers, "X-Forwarded-Proto").lower() in HTTPS_SCHEMES else scheme,
        host=_nearest(headers, "X-Forwarded-Host") or host,
    )


def _host_of_target(target: str) -> tuple[str, ...]:
    """The host of a request line that holds a whole address, which must not differ from the header."""
    named = "" if target.startswith("/") else urlsplit(target).netloc
    return (named,) if named else ()


def _nearest(headers: Mapping[str, str], name: str) -> str:
    """What the proxy next to us wrote: the last entry; those before it came from outside."""
    return headers.get(name, "").rpartition(",")[2].strip()


def _client(headers: Mapping[str, str], policy: SecurityPolicy) -> str:
    """Walk back from the nearest hop to the first address that is not one of our proxies."""
    hops = [hop.strip() for hop in headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if not policy.trusts(hop)), "")
