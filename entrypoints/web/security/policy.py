"""Who may talk to the cockpit, from where, and what they may do."""

import secrets
import socket
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Self

from proxlb_ui.entrypoints.config import Config

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """The decisions of the configuration, ready to be checked; token is None when signing in is off."""

    token: str | None = field(default=None, repr=False)
    token_is_new: bool = False
    read_only: bool = False
    base_path: str = ""
    bound: tuple[str, int] = ("127.0.0.1", 8080)
    allowed_hosts: frozenset[str] = frozenset()
    trusted_origins: frozenset[str] = frozenset()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """The policy of one start; a token is made up when one is needed and none was given."""
        token = None
        if config.auth == "token":
            token = config.token or secrets.token_urlsafe(TOKEN_BYTES)
        return cls(
            token=token,
            token_is_new=token is not None and config.token is None,
            read_only=config.read_only,
            base_path=config.base_path,
            bound=(config.host, config.port),
            allowed_hosts=frozenset(config.allowed_hosts) | own_names(),
            trusted_origins=frozenset(config.trusted_origins),
            trusted_proxies=config.trusted_proxies,
        )

    def sign_in_url(self) -> str:
        """The address to open; a token made up by us is in the fragment, which browsers never send.

        One that was given is not repeated: whoever gave it knows it, and logs are read by many.
        """
        host, port = self.bound
        if host in ("0.0.0.0", "::", ""):  # noqa: S104 - every address; this one is right on the machine itself
            host = "127.0.0.1"
        shown = f"[{host}]" if ":" in host else host
        fragment = f"#token={self.token}" if self.token_is_new else ""
        return f"http://{shown}:{port}{self.base_path}/{fragment}"

    def trusts(self, address: str) -> bool:
        """True for a proxy whose X-Forwarded-* headers count."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted_proxies)


def own_names() -> frozenset[str]:
    """The names this machine goes by."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"})
