"""Pools within pools, which Proxmox VE has since 8.1 and ProxLB cannot read."""


def is_nested(pool: str) -> bool:
    """True when ProxLB sees nobody in the pool: it asks for /pools/NAME, which Proxmox answers with 501 here."""
    return "/" in pool
