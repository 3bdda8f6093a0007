"""Commands to copy that would end a conflict; nothing here runs them."""

from shlex import quote

from domain.model.guest import Guest, GuestKind


def retag(guest: Guest, drop: str, add: str | None = None) -> str:
    """Sets the guest's tags without one of them, or with another in its place."""
    kept = [add if text == drop else text for text in guest.tags]
    tags = ";".join(dict.fromkeys(text for text in kept if text))
    kind = "lxc" if guest.kind is GuestKind.CT else "qemu"
    path = quote(f"/nodes/{guest.node}/{kind}/{guest.vmid}/config")
    return f"pvesh set {path} --tags {quote(tags)}" if tags else f"pvesh set {path} --delete tags"
