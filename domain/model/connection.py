"""How to reach Proxmox, and how reaching it went."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PveConnection:
    """Everything needed to talk to one cluster; hosts are (name or address, port), tried in order.

    Either a password or a token is set. ca_file, if any, is trusted instead of the system's authorities.
    """

    hosts: tuple[tuple[str, int], ...]
    user: str
    password: str | None = field(default=None, repr=False)
    token_id: str | None = None
    token_secret: str | None = field(default=None, repr=False)
    verify_tls: bool = True
    ca_file: str | None = None
    timeout_seconds: float = 10.0


class ConnectionState(StrEnum):
    """How the cluster's data stands, from never read to fresh."""

    LOADING = "loading"
    OK = "ok"
    STALE = "stale"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of reading the cluster, for people: what is wrong, since when, and when it is tried again."""

    state: ConnectionState
    since: datetime
    message: str = ""
    hint: str = ""
    host: str = ""
    last_success_at: datetime | None = None
    retry_at: datetime | None = None
    interval_seconds: float = 10.0
