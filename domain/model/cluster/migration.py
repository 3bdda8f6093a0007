"""Migrations, as told by Proxmox' own tasks."""

from dataclasses import dataclass, replace
from datetime import datetime

from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.cluster.origin import Origin
from proxlb_ui.domain.model.cluster.task import TaskState


@dataclass(frozen=True, slots=True)
class Migration:
    """One guest moving from source to target; target is None while nobody can tell. reason is Proxmox' own text.

    user is whoever asked Proxmox for it, request the task by which the HA manager was asked. One that ended while
    nobody looked may have no end time.
    """

    upid: str
    vmid: int
    guest: str
    kind: GuestKind
    source: str
    target: str | None
    started_at: datetime
    ended_at: datetime | None
    state: TaskState
    reason: str = ""
    ha: bool = False
    user: str = ""
    request: str = ""
    origin: Origin = Origin()

    @property
    def nameless(self) -> bool:
        """True when the guest's name was not known any more, and a stand-in took its place."""
        return self.guest == stand_in(self.kind, self.vmid)

    def after(self, before: "Migration") -> "Migration":
        """This, completed by what was known before and cannot be told any more."""
        return replace(
            self,
            guest=before.guest if self.nameless else self.guest,
            target=self.target or before.target,
            ended_at=self.ended_at or before.ended_at,
            user=self.user or before.user,
            request=self.request or before.request,
            origin=self.origin.after(before.origin),
        )


def stand_in(kind: GuestKind, vmid: int) -> str:
    """What a guest without a name is called."""
    return f"{kind.value.upper()} {vmid}"
