"""Answering only to names that are ours, so that a foreign name resolving to us gets nowhere."""

import re
from ipaddress import ip_address

from proxlb_ui.entrypoints.web.kit.refusals import WrongHost
from proxlb_ui.entrypoints.web.security.policy import SecurityPolicy

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")


def check_host(host: str, policy: SecurityPolicy) -> None:
    """Raise WrongHost unless the header names an address, localhost, this machine, or an allowed name."""
    found = _HOST.fullmatch(host)
    name = found["name"].lower().rstrip(".") if found else ""
    if not (name and (is_address(name) or name == "localhost" or name in policy.allowed_hosts)):
        shown = host[:100] or "(none)"
        raise WrongHost(
            f"Host {shown!r} is not allowed.", f"Set PROXLB_UI_ALLOWED_HOSTS={name or 'its-name'} if it is."
        )


def is_address(name: str) -> bool:
    """Rebinding needs a name, so plain addresses are safe."""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def split_origin(scheme: str, host: str) -> tuple[str, str, int] | None:
    """Scheme, name and port with the default filled in, for comparing origins; None for what is no host."""
    found = _HOST.fullmatch(host)
    if not found or scheme not in ("http", "https"):
        return None
    port = int(found["port"]) if found["port"] else 443 if scheme == "https" else 80
    return scheme, found["name"].lower().rstrip("."), port
