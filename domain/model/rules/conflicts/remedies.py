"""Commands to copy that would end a conflict; nothing here runs them."""

from collections.abc import Collection, Iterable, Mapping
from shlex import quote

from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind

_MOST = 10


def untag(guests: Mapping[int, Guest], vmids: Iterable[int], drop: Collection[str]) -> tuple[str, ...]:
    """One command for each guest that has such tags, so that none undoes another; the first few of many."""
    found = [retag(guests[vmid], drop) for vmid in vmids if not set(drop).isdisjoint(guests[vmid].tags)]
    return tuple(found[:_MOST])


def retag(guest: Guest, drop: Collection[str], add: str | None = None) -> str:
    """Sets the guest's tags without some of them, or with another in their place."""
    kept = [add if text in drop else text for text in guest.tags]
    tags = ";".join(dict.fromkeys(text for text in kept if text))
    kind = "lxc" if guest.kind is GuestKind.CT else "qemu"
    path = quote(f"/nodes/{guest.node}/{kind}/{guest.vmid}/config")
    return f"pvesh set {path} --tags {quote(tags)}" if tags else f"pvesh set {path} --delete tags"
