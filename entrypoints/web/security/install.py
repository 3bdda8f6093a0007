"""Putting the guards in front of every route, static files and sockets included."""

import logging
from ipaddress import ip_address
from typing import Any

from proxlb_ui.domain.errors import Denied, ProxlbUiError
from proxlb_ui.entrypoints.web.security.access import Attempts, check_bearer, check_no_token_in_url, check_signed_in
from proxlb_ui.entrypoints.web.security.headers import add_headers
from proxlb_ui.entrypoints.web.security.host import check_host
from proxlb_ui.entrypoints.web.security.origin import SAFE_METHODS, check_handshake, check_write
from proxlb_ui.entrypoints.web.security.peer import Peer, peer_of
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy
from quart import Quart, request, websocket

log = logging.getLogger(__name__)

# Everything else needs the token. These tell nothing, or are how one gets in.
PUBLIC = frozenset(
    {
        "assets.index",
        "assets.asset",
        "assets.favicon",
        "health.healthz",
        "health.readyz",
        "health_below_base.healthz",
        "health_below_base.readyz",
        "session.session",
        "session.sign_in",
        "session.sign_out",
    }
)
# Questions too long for an address; they change nothing.
QUESTIONS = frozenset({"plan.preview"})
HEALTH = frozenset(endpoint for endpoint in PUBLIC if endpoint.startswith("health"))


def install(app: Quart, policy: SecurityPolicy, attempts: Attempts) -> None:
    """Register the guards; attempts counts wrong tokens, wherever they are sent."""

    async def guard_request() -> None:
        try:
            peer = peer_of(request, policy)
            check_write(request, peer, policy, _check_common(request, peer, policy, attempts))
            if policy.read_only and not _harmless(request):
                raise Denied("This cockpit is read-only.", "Unset PROXLB_UI_READ_ONLY to allow changes.")
        except ProxlbUiError as refusal:
            _note(request.method, request, policy, refusal)
            raise

    async def guard_socket() -> None:
        try:
            peer = peer_of(websocket, policy)
            check_handshake(websocket, peer, policy, _check_common(websocket, peer, policy, attempts))
        except ProxlbUiError as refusal:
            _note("WS", websocket, policy, refusal)
            raise

    app.before_request(guard_request)
    app.before_websocket(guard_socket)
    app.after_request(add_headers)


def _check_common(connection: Any, peer: Peer, policy: SecurityPolicy, attempts: Attempts) -> bool:
    """Host, address and sign-in; the answer is whether a valid bearer was sent."""
    if not (connection.endpoint in HEALTH and _is_loopback(peer.address)):
        check_host(peer.host, policy)
    check_no_token_in_url(connection)
    # Assets and health never look at the bearer; the session routes do, so guesses there count as well.
    if connection.endpoint in PUBLIC and not _session(connection):
        return False
    bearer = check_bearer(connection, peer, policy, attempts)
    if not _session(connection):
        check_signed_in(connection, peer, policy)
    return bearer


def _session(connection: Any) -> bool:
    return str(connection.endpoint).startswith("session.")


def _harmless(asked: Any) -> bool:
    return asked.method in SAFE_METHODS or _session(asked) or asked.endpoint in QUESTIONS


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _note(method: str, connection: Any, policy: SecurityPolicy, refusal: ProxlbUiError) -> None:
    try:
        address = peer_of(connection, policy).address
    except ProxlbUiError:
        address = "a client with two hosts"
    # What others wrote must not begin a line of its own.
    log.warning("refused %s %s from %s: %s", method, ascii(connection.path[:200]), ascii(address), refusal.message)
