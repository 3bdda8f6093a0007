"""What a view needs beyond the four calls of a tick: read less often, and never more than a bounded number of calls."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.domain.model.cluster.cluster import ClusterSnapshot, Node, NodeStatus
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.cluster.history import History, HistoryNeed, Subject
from proxlb_ui.domain.model.cluster.view import ClusterView
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.cluster_reader import ClusterReader

MEDIUM_SECONDS = 60.0
HISTORIES_AT_ONCE = 40


def history_need(balancing: Balancing) -> HistoryNeed:
    """What ProxLB's calculation looks at in the hour's figures."""
    if balancing.mode is Mode.PSI:
        return HistoryNeed(nodes=True, guests=True, spikes=True)
    # Memory and disk of guests are taken as they are, only their CPU is the hour's average (guests.py: get_guests).
    return HistoryNeed(guests=balancing.method is Method.CPU)


@dataclass(frozen=True, slots=True)
class Details:
    """What was read beyond the snapshot, and the need of the settings for which the histories were read."""

    ha_rules: tuple[HaRule, ...] | None
    histories: Mapping[Subject, History]
    need: HistoryNeed

    def added_to(self, view: ClusterView) -> ClusterView:
        """The view with what was read in the place of what it had; everything else in it may be newer than this."""
        added = replace(view, ha_rules=self.ha_rules)
        # Settings saved while these were read may look at peaks that are not among them.
        return replace(added, histories=self.histories) if _need_of(view, self.need) == self.need else added


class LoadDetails:
    """Reads HA rules and histories once a minute, or when other settings need others; the oldest come first."""

    def __init__(self, reader: ClusterReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._due_at = float("-inf")
        self._need = HistoryNeed()
        self._read_at: dict[Subject, float] = {}

    async def load(self, view: ClusterView) -> Details | None:
        """What is due, None when nothing is; what cannot be read stays as it was.

        It takes seconds, in which others publish: the answer is to be added to the view of that later moment.
        """
        now = self._clock.monotonic()
        need = _need_of(view, self._need)
        if view.snapshot is None or (now < self._due_at and need == self._need):
            return None
        self._due_at = now + MEDIUM_SECONDS
        rules = view.ha_rules
        # Missing privileges and lost hosts show in the snapshot, with their reason.
        with contextlib.suppress(ProxlbUiError):
            rules = await self._reader.read_ha_rules()
        return Details(rules, await self._histories(view, view.snapshot, need), need)

    async def _histories(
        self, view: ClusterView, snapshot: ClusterSnapshot, need: HistoryNeed
    ) -> Mapping[Subject, History]:
        if view.settings is None:
            return view.histories
        wanted = dict(_subjects(snapshot, need))
        # What was read for another need lacks what this one is about.
        kept = wanted if need == self._need else {}
        self._need = need
        # Nor was it read for anybody if it did not get into the view.
        self._read_at = {key: at for key, at in self._read_at.items() if key in kept and key in view.histories}
        oldest = sorted(wanted, key=lambda key: self._read_at.get(key, float("-inf")))[:HISTORIES_AT_ONCE]
        known = {key: found for key, found in view.histories.items() if key in kept}
        if not oldest:
            return known
        try:
            read = await self._reader.read_histories([wanted[key] for key in oldest], spikes=need.spikes)
        except ProxlbUiError:
            return known
        self._read_at |= dict.fromkeys(read, self._clock.monotonic())
        return known | dict(read)


def _need_of(view: ClusterView, otherwise: HistoryNeed) -> HistoryNeed:
    return history_need(view.settings.settings.balancing) if view.settings is not None else otherwise


def _subjects(snapshot: ClusterSnapshot, need: HistoryNeed) -> Iterator[tuple[Subject, Node | Guest]]:
    if need.nodes:
        yield from ((node.name, node) for node in snapshot.nodes if node.status is NodeStatus.ONLINE)
    if need.guests:
        yield from ((guest.vmid, guest) for guest in snapshot.guests if guest.running)
