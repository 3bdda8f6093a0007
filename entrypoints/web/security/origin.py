"""Letting only the cockpit's own page act and open sockets, whatever other pages the browser has open."""

from typing import Any

from proxlb_ui.domain.errors import Denied
from proxlb_ui.entrypoints.web.security.host import split_origin
from proxlb_ui.entrypoints.web.security.peer import Peer
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy

HINT = "Use the cockpit's own page; for another origin set PROXLB_UI_TRUSTED_ORIGINS."
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def check_write(request: Any, peer: Peer, policy: SecurityPolicy, bearer: bool) -> None:
    """Raise Denied unless a changing request comes from our page, or from a program with the token."""
    if request.method in SAFE_METHODS:
        return
    # A body may come without its length, so a type that is named counts as one.
    has_body = request.mimetype or request.content_length or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype != "application/json":
        raise Denied("Changes must be sent as application/json.", HINT)
    if not _same_origin(request, peer, policy) and not _program(request, policy, bearer):
        raise Denied("This request comes from another origin.", HINT)


def check_handshake(websocket: Any, peer: Peer, policy: SecurityPolicy, bearer: bool) -> None:
    """Raise Denied unless a socket is opened by our page, or by a program with the token."""
    if not _same_origin(websocket, peer, policy) and not (bearer and _no_browser(websocket)):
        raise Denied("This connection comes from another origin.", HINT)


def _same_origin(connection: Any, peer: Peer, policy: SecurityPolicy) -> bool:
    """What the browser says about where the request comes from; no word at all is not enough."""
    origins = connection.headers.getlist("Origin")
    if any(not _is_ours(origin, peer, policy) for origin in origins):
        return False
    site = connection.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return bool(origins) and all(origin.lower() in policy.trusted_origins for origin in origins)
    return bool(origins) or site == "same-origin"


def _is_ours(origin: str, peer: Peer, policy: SecurityPolicy) -> bool:
    if origin.lower() in policy.trusted_origins:
        return True
    scheme, separator, host = origin.partition("://")
    parsed = split_origin(scheme.lower(), host) if separator else None
    return parsed is not None and parsed == split_origin(peer.scheme, peer.host)


def _program(request: Any, policy: SecurityPolicy, bearer: bool) -> bool:
    """Without a token nothing tells a script from a page, except a header no page may set across origins."""
    known = bearer or (policy.token is None and "X-Requested-With" in request.headers)
    return known and _no_browser(request)


def _no_browser(connection: Any) -> bool:
    """Even a valid bearer is not enough from a browser: a proxy that adds it would add it for every page."""
    return "Origin" not in connection.headers and "Sec-Fetch-Site" not in connection.headers
