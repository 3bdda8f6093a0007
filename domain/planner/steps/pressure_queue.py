"""Which guest psi mode takes: the one with the highest spike among those not taken yet."""

from collections.abc import Iterable

from proxlb_ui.domain.model.settings.values.settings import Method
from proxlb_ui.domain.planner.steps.placed_guest import PlacedGuest


class PressureQueue:
    """The guests by falling pressure; remembers the last one taken, which ProxLB takes again when in doubt."""

    def __init__(self, guests: Iterable[PlacedGuest], method: Method, remembered: PlacedGuest | None) -> None:
        self._method = method
        self._waiting = sorted(guests, key=lambda guest: -self.spike(guest))
        self._first = 0
        self._remembered = remembered

    def awaited(self) -> PlacedGuest | None:
        """The one that is to be taken next; nobody else is before it."""
        return self._waiting[self._first] if self._first < len(self._waiting) else None

    def spike(self, guest: PlacedGuest) -> float:
        """What the queue goes by, in percent."""
        return guest.source.amount(self._method).pressure.full_spikes

    def take(self, guest: PlacedGuest) -> PlacedGuest | None:
        """The guest itself when it is the highest, else the one taken before."""
        if self.awaited() is guest:
            self._first += 1
            self._remembered = guest
        # Where another guest is the highest, ProxLB leaves balance_next_guest as it was, and so moves that one again
        # (calculations.py: relocate_guests, update_node_resources).
        return self._remembered
