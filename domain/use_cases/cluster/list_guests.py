"""The guests as a list shows them: each with its rules, its tags and what the next run would do with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot
from proxlb_ui.domain.model.cluster.guest import Guest, GuestKind
from proxlb_ui.domain.model.cluster.history import waiting_score
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.cluster.tags import Tag, decode
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.rules.placement import Placement, placement_of
from proxlb_ui.domain.planner.expected import Expected


@dataclass(frozen=True, slots=True)
class ListedGuest:
    """One guest; score, started_at and expected are None where nothing is known of them."""

    guest: Guest
    placement: Placement
    tags: tuple[Tag, ...]
    started_at: datetime | None
    score: float | None
    expected: Expected | None

    @property
    def disk(self) -> Load:
        """Its disk, without a used amount where nobody can know it."""
        # Proxmox says 0 for the used disk of a VM because it cannot look inside, not because it is empty.
        disk = self.guest.disk
        return Load(None, disk.total) if self.guest.kind is GuestKind.VM and not disk.used else disk


def list_guests(
    view: ClusterView, snapshot: ClusterSnapshot, expected: Mapping[int, Expected]
) -> Iterator[ListedGuest]:
    """Every guest in the order of the snapshot; expected is what the latest plan says of each, by VMID."""
    settings = view.settings.settings if view.settings else None
    for guest in snapshot.guests:
        yield ListedGuest(
            guest=guest,
            placement=placement_of(guest, settings),
            tags=tuple(decode(text) for text in guest.tags),
            started_at=snapshot.taken_at - timedelta(seconds=guest.uptime_seconds) if guest.uptime_seconds else None,
            score=waiting_score(view.histories.get(guest.vmid)),
            expected=expected.get(guest.vmid),
        )
