"""The entries of proxmox_api.hosts: what each of them names."""

from proxlb_ui.domain.errors import Invalid

_DEFAULT_PORT = 8006


def parse_host(text: str) -> tuple[str, int]:
    """Name and port of one entry: host, host:port, [v6], [v6]:port, or a bare IPv6 address."""
    host, port = _split(text.strip())
    if not host or any(character in host for character in "/@?# []"):
        raise _bad_host(text)
    if port is None:
        return host, _DEFAULT_PORT
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise _bad_host(text)
    return host, int(port)


def _split(text: str) -> tuple[str, str | None]:
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        if not closed or ":" not in host or (rest and not rest.startswith(":")):
            raise _bad_host(text)
        return host, rest[1:] if rest else None
    # ProxLB takes a bare IPv6 address' last group for a port; meant is the address.
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    return host, port if colon else None


def _bad_host(text: str) -> Invalid:
    return Invalid(
        f"{text[:80]!r} is not a host that can be reached.",
        "Write pve1, pve1.example.com:8006, 192.0.2.10 or [2001:db8::10]:8006 under proxmox_api.hosts.",
    )
