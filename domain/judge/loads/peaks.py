"""How full a node gets on the way: a guest takes memory on both nodes until its migration has ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxlb_ui.domain.judge.loads.figures import Moved
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode

# Where the settings name no limit of their own.
CROWDED_PERCENT = 90


@dataclass(frozen=True, slots=True)
class Headroom:
    """Used memory of a node that guests come to, in percent and bytes: now, at most on the way, and at the end.

    limit_percent is the user's own memory_threshold, or 90; warning is a sentence where the peak reaches it, or empty.
    """

    node: str
    now_percent: float
    peak_percent: float
    end_percent: float
    free_at_peak_bytes: float
    limit_percent: float
    warning: str = ""


def headrooms(loads: TrueLoads, moves: Sequence[Moved], balancing: Balancing) -> tuple[Headroom, ...]:
    """The nodes that receive guests, the fullest first; those whose memory is not known are left out.

    moves are in the order in which ProxLB starts them. With several at once nobody knows which ends first, so
    the peak is the highest that can come about.
    """
    jobs = max(1, balancing.parallel_jobs) if balancing.parallel else 1
    limit = float(balancing.memory_threshold or CROWDED_PERCENT)
    found = (_headroom(loads, name, moves, jobs, limit) for name in dict.fromkeys(move.target for move in moves))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.peak_percent))


def _headroom(loads: TrueLoads, name: str, moves: Sequence[Moved], jobs: int, limit: float) -> Headroom | None:
    key = (name, Method.MEMORY, Mode.USED)
    used, total = loads.amounts_after(()).get(key), loads.totals.get(key)
    if used is None or not total:
        return None
    came, peak = 0.0, used
    left: list[float] = []
    for move in moves:
        share = loads.share_of(move.vmid, Method.MEMORY, Mode.USED) or 0.0
        if move.target == name:
            came += share
        # Of those that began before it, all but as many as may run beside it have ended.
        unfinished = sorted(left, reverse=True)[: jobs - 1]
        peak = max(peak, used + came - (sum(left) - sum(unfinished)))
        if loads.guests[move.vmid].node == name:
            left.append(share)
    end = used + came - sum(left)
    now_is, highest, then = (amount / total * 100 for amount in (used, peak, end))
    free = total - peak
    return Headroom(name, now_is, highest, then, free, limit, _warning(name, highest, then, free, limit))


def _warning(name: str, peak: float, end: float, free: float, limit: float) -> str:
    if peak < limit:
        return ""
    on_the_way = f" on the way, and {percent_text(end)} % in the end" if peak - end >= 1 else ""
    room = f"{free / 1024**3:.1f} GiB left" if free >= 0 else f"{-free / 1024**3:.1f} GiB more than it has"
    return f"{name} reaches {percent_text(peak, limit)} % used memory{on_the_way} ({room}); {limit:.0f} % is the limit."
