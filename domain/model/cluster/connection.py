"""How to reach Proxmox, and how reaching it went."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.values.hosts import parse_host
from proxlb_ui.domain.model.settings.values.settings import ProxmoxApi

# ProxLB's own default of one second gives up on a busy but healthy node.
_LEAST_TIMEOUT_SECONDS = 10.0


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


@dataclass(frozen=True, slots=True)
class ConnectionOverride:
    """What the cockpit's own environment puts in place of the settings; a token of its own replaces any password."""

    hosts: tuple[str, ...] = ()
    user: str | None = None
    token_id: str | None = None
    token_secret: str | None = field(default=None, repr=False)
    verify_tls: bool | None = None
    ca_file: str | None = None


def connection_from(api: ProxmoxApi, override: ConnectionOverride | None = None) -> PveConnection:
    """How to reach the cluster that ProxLB's settings name; raises Invalid where ProxLB would refuse to start."""
    own = override or ConnectionOverride()
    hosts = own.hosts or tuple(api.hosts)
    if not hosts:
        raise Invalid("The settings name no Proxmox host.", "Add at least one name or address under proxmox_api.hosts.")
    password, token_id, token_secret = _credentials(api, own)
    return PveConnection(
        hosts=_usable(hosts),
        user=own.user or api.user,
        password=password,
        token_id=token_id,
        token_secret=token_secret,
        verify_tls=api.ssl_verification if own.verify_tls is None else own.verify_tls,
        ca_file=own.ca_file,
        timeout_seconds=max(float(api.timeout), _LEAST_TIMEOUT_SECONDS),
    )


def _usable(hosts: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The entries that name a host, each once; ProxLB passes over one that names none, unless all are such."""
    found: dict[tuple[str, int], None] = {}
    problems = []
    for host in hosts:
        try:
            found[parse_host(host)] = None
        except Invalid as exc:
            problems.append(exc)
    if not found:
        raise problems[0]
    return tuple(found)


def _credentials(api: ProxmoxApi, own: ConnectionOverride) -> tuple[str | None, str | None, str | None]:
    if own.token_secret:
        return None, _token_name(own.token_id), own.token_secret
    password = api.password.get_secret_value() if api.password else None
    secret = api.token_secret.get_secret_value() if api.token_secret else None
    if password and secret:
        raise Invalid(
            "The settings hold both a password and an API token.",
            "Keep one: remove proxmox_api.pass or proxmox_api.token_secret.",
        )
    if secret:
        return None, _token_name(api.token_id), secret
    if password:
        return password, None, None
    raise Invalid(
        "The settings hold neither a password nor an API token.",
        "Set proxmox_api.token_id and proxmox_api.token_secret, or proxmox_api.pass.",
    )


def _token_name(token_id: str | None) -> str:
    if not token_id:
        raise Invalid("The API token has a secret but no name.", "Set proxmox_api.token_id to the token's name.")
    if "@" in token_id or "!" in token_id:
        raise Invalid(
            "The API token's name must not contain the user.",
            "For the token proxlb@pve!main write user: proxlb@pve and token_id: main.",
        )
    return token_id
