"""The access token: one lock on the whole cockpit."""

import hashlib
import hmac
import time
from collections import OrderedDict, deque
from typing import Any

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.kit.refusals import SignInRequired, TooManyAttempts
from proxlb_ui.entrypoints.web.security.peer import Peer
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy

COOKIE, SECURE_COOKIE = "proxlb-ui", "__Host-proxlb-ui"
ATTEMPTS_PER_CLIENT, ATTEMPTS_IN_ALL, WINDOW_SECONDS = 10, 100, 60.0
CLIENTS_REMEMBERED = 1000
HINT = "Sign in with the access token; it is in the cockpit's log, or in PROXLB_UI_TOKEN."


def cookie_value(token: str) -> str:
    """Derived from the token, so that a new token ends every old session without a list of sessions."""
    return hmac.new(token.encode(), b"proxlb-ui session", hashlib.sha256).hexdigest()


def cookie_name(peer: Peer, policy: SecurityPolicy) -> str:
    """The __Host- name ties the cookie to this host, which needs TLS and the root path."""
    return SECURE_COOKIE if peer.https and not policy.base_path else COOKIE


def bearer_of(connection: Any) -> str:
    """The token a program sends, or nothing."""
    scheme, _, token = connection.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def has_valid_bearer(connection: Any, policy: SecurityPolicy) -> bool:
    """True for a program that knows the token."""
    given = bearer_of(connection)
    return policy.token is not None and bool(given) and _equal(given, policy.token)


def signed_in(connection: Any, peer: Peer, policy: SecurityPolicy) -> bool:
    """True when no sign-in is needed, or it has happened."""
    if policy.token is None or has_valid_bearer(connection, policy):
        return True
    return _has_valid_cookie(connection, peer, policy)


def _has_valid_cookie(connection: Any, peer: Peer, policy: SecurityPolicy) -> bool:
    given = connection.cookies.get(cookie_name(peer, policy), "")
    return policy.token is not None and bool(given) and _equal(given, cookie_value(policy.token))


def check_bearer(connection: Any, peer: Peer, policy: SecurityPolicy, attempts: "Attempts") -> bool:
    """True for a program that knows the token; wrong ones count, and while there are too many none is even compared."""
    if policy.token is None or not bearer_of(connection):
        return False
    if _has_valid_cookie(connection, peer, policy):  # a proxy may send a bearer of its own along with our cookie
        return has_valid_bearer(connection, policy)
    attempts.check(peer.address)
    if has_valid_bearer(connection, policy):
        return True
    attempts.failed(peer.address)
    return False


def check_signed_in(connection: Any, peer: Peer, policy: SecurityPolicy) -> None:
    """Raise SignInRequired without the token."""
    if not signed_in(connection, peer, policy):
        raise SignInRequired("Sign in first.", HINT)


def check_no_token_in_url(connection: Any) -> None:
    """Addresses end up in logs and histories, so a token there is refused even when it is right."""
    if "token" in connection.args or "access_token" in connection.args:
        raise Invalid("The access token does not belong into the address.", "Use the page, or an Authorization header.")


class Attempts:
    """Counts wrong tokens in a sliding minute, per client and in all; the memory for it is bounded."""

    def __init__(self) -> None:
        self._by_client: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=ATTEMPTS_IN_ALL)

    def failed(self, address: str) -> None:
        """Remember a wrong token; raises TooManyAttempts from then on when there were too many."""
        self.check(address)
        now = time.monotonic()
        self._by_client.setdefault(address, deque(maxlen=ATTEMPTS_PER_CLIENT)).append(now)
        self._by_client.move_to_end(address)
        self._all.append(now)
        while len(self._by_client) > CLIENTS_REMEMBERED:
            self._by_client.popitem(last=False)

    def check(self, address: str) -> None:
        """Raise TooManyAttempts while the client, or everybody together, has guessed too often."""
        oldest_allowed = time.monotonic() - WINDOW_SECONDS
        for attempts in (self._by_client.get(address), self._all):
            if attempts is not None and len(attempts) == attempts.maxlen and attempts[0] > oldest_allowed:
                raise TooManyAttempts("Too many wrong access tokens.", "Wait a minute and try again.")


def token_matches(given: object, policy: SecurityPolicy) -> bool:
    """Compare in constant time."""
    return isinstance(given, str) and policy.token is not None and _equal(given, policy.token)


def _equal(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(errors="replace"), right.encode())
