"""Guests: VMs and CTs."""

from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.model.cluster.load import Load


class GuestKind(StrEnum):
    """What a guest is: a QEMU virtual machine or an LXC container."""

    VM = "vm"
    CT = "ct"


_NOT_RUNNING = frozenset(("stopped", "unknown"))


@dataclass(frozen=True, slots=True)
class Guest:
    """One guest as the cluster reports it; status is Proxmox's own word (running, stopped, paused, unknown)."""

    vmid: int
    name: str
    kind: GuestKind
    node: str
    status: str
    cpu: Load = Load()
    memory: Load = Load()
    disk: Load = Load()
    uptime_seconds: int = 0
    tags: tuple[str, ...] = ()
    pool: str | None = None
    ha_state: str | None = None
    lock: str | None = None
    template: bool = False

    @property
    def running(self) -> bool:
        """True when ProxLB would consider the guest at all."""
        # A paused VM is a running process; the list from which ProxLB takes its guests says so, too.
        return self.status not in _NOT_RUNNING
