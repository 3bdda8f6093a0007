"""Users, tokens, tickets and what each may do."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from proxlb_ui.entrypoints.simulator.errors import ApiError
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions

PASSWORD = "simulator"  # noqa: S105 - a public password of a simulator on loopback
AUDIT = frozenset({"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit", "SDN.Audit", "Mapping.Audit"})
BALANCE = AUDIT | {"VM.Migrate"}
ALL = BALANCE | {
    "Sys.Console",
    "Sys.Modify",
    "VM.Config.Options",
    "VM.Config.Disk",
    "VM.PowerMgmt",
    "Permissions.Modify",
}
USERS = {"root@pam": ALL, "proxlb@pve": BALANCE, "audit@pve": AUDIT}
_TICKET = re.compile(r"^PVE:(?P<user>[^:\s]+@[^:\s]+):(?P<time>[0-9A-F]{8})::(?P<mark>.+)$")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; privileges hold on every path, as they are granted on / here."""

    user: str
    token: str
    privileges: frozenset[str]

    @property
    def names(self) -> tuple[str, str]:
        """User and token name, as tasks record them."""
        return self.user, self.token

    def may(self, *privileges: str) -> bool:
        """Whether one of these is granted."""
        return not self.privileges.isdisjoint(privileges)

    def need(self, path: str, *privileges: str) -> None:
        """Refuse with the real API's words unless one of these is granted."""
        if not self.may(*privileges):
            raise ApiError(403, f"Permission check failed ({path}, {'|'.join(privileges)})")


class Accounts:
    """Checks credentials and signs tickets."""

    def __init__(self, options: SimulatorOptions, now: Callable[[], float]) -> None:
        self._now = now
        self._life_seconds = options.ticket_seconds
        self._key = f"simulator-{options.seed}-{options.token_secret}".encode()
        bare = options.token_secret[:-1] + ("0" if options.token_secret[-1:] != "0" else "1")
        self.tokens = {
            "proxlb@pve!proxlb": (options.token_secret, BALANCE),
            "proxlb@pve!bare": (bare, frozenset[str]()),
        }

    def login(self, username: str, password: str) -> Caller:
        """Accept the password, or a ticket that still holds."""
        renewed = self._of_ticket(password)
        known = username in USERS and (password == PASSWORD or (renewed is not None and renewed.user == username))
        if not known:
            raise ApiError(401, "authentication failure")
        return Caller(username, "", frozenset(USERS[username]))

    def ticket(self, user: str) -> str:
        """A signed ticket."""
        stamp = f"{int(self._now()):08X}"
        return f"PVE:{user}:{stamp}::{self._mark(f'PVE:{user}:{stamp}')}"

    def csrf(self, user: str) -> str:
        """The token that must accompany every write."""
        stamp = f"{int(self._now()):08X}"
        return f"{stamp}:{self._mark(f'{stamp}:{user}')}"

    def identify(self, authorization: str, cookie: str) -> tuple[Caller, bool]:
        """The caller, and whether the ticket way was used (which needs the CSRF token)."""
        ticket = cookie or (authorization[14:] if authorization.startswith("PVEAuthCookie=") else "")
        if ticket:
            caller = self._of_ticket(ticket)
        elif authorization.startswith("PVEAPIToken="):
            caller = self._of_token(authorization[12:])
        else:
            raise ApiError(401, "No ticket", empty=True)
        if caller is None:
            raise ApiError(401, "Authentication failed!", empty=True)
        return caller, bool(ticket)

    def check_csrf(self, user: str, token: str) -> None:
        """Refuse a write without the token that belongs to the user."""
        stamp, _, mark = token.partition(":")
        if not (self._fresh(stamp) and hmac.compare_digest(mark.encode(), self._mark(f"{stamp}:{user}").encode())):
            raise ApiError(401, "Permission denied - invalid csrf token", empty=True)

    def _of_ticket(self, ticket: str) -> Caller | None:
        match = _TICKET.match(ticket)
        if not match or not self._fresh(match["time"]) or match["user"] not in USERS:
            return None
        expected = self._mark(f"PVE:{match['user']}:{match['time']}")
        if not hmac.compare_digest(match["mark"].encode(), expected.encode()):
            return None
        return Caller(match["user"], "", frozenset(USERS[match["user"]]))

    def _of_token(self, text: str) -> Caller | None:
        name, _, secret = text.partition("=")
        expected, privileges = self.tokens.get(name, ("", frozenset[str]()))
        if not expected or not hmac.compare_digest(secret.encode(), expected.encode()):
            return None
        user, _, token = name.partition("!")
        return Caller(user, token, privileges)

    def _fresh(self, stamp: str) -> bool:
        try:
            age = self._now() - int(stamp, 16)
        except ValueError:
            return False
        return -300 < age < self._life_seconds

    def _mark(self, text: str) -> str:
        return base64.b64encode(hmac.new(self._key, text.encode(), hashlib.sha256).digest()).decode().rstrip("=")
