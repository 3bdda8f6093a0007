"""Room for the guests of nodes that are gone: on which node each could start, by used and by assigned memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.model.cluster.cluster import ClusterFacts, ClusterSnapshot
from proxlb_ui.domain.model.cluster.guest import Guest
from proxlb_ui.domain.model.cluster.ha_rule import HaRule
from proxlb_ui.domain.model.rules.context import RuleContext, rule_context
from proxlb_ui.domain.model.rules.declared import declared_rules
from proxlb_ui.domain.model.rules.pins import Pins, pins_of
from proxlb_ui.domain.model.rules.rule import Rule, RuleKind
from proxlb_ui.domain.model.settings.values.settings import Method, Mode, Settings
from proxlb_ui.domain.model.wording import counted, listed

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Refuge:
    """What becomes of the running guests of lost nodes, by one figure of memory (used or assigned).

    places says where each could go, left_over who finds no node that takes it, with the memory that is missing.
    """

    nodes: tuple[str, ...]
    figure: Mode
    places: Mapping[int, str]
    left_over: tuple[int, ...]
    missing_bytes: float
    sentence: str

    @property
    def fits(self) -> bool:
        """True when everybody finds a place."""
        return not self.left_over


def refuges(
    lost: Iterable[str],
    snapshot: ClusterSnapshot,
    facts: ClusterFacts,
    settings: Settings,
    now: datetime,
    ha_rules: tuple[HaRule, ...] = (),
) -> tuple[Refuge, ...]:
    """By used and by assigned memory; empty when nothing is lost. The snapshot still holds the guests of lost nodes.

    Pins, strict HA rules, anti-affinity and what the settings keep free are respected. The largest guests are placed
    first, each where it leaves the least room, then where there is most; a cleverer search might place one more.
    """
    names = tuple(lost)
    if not names:
        return ()
    loads = TrueLoads(snapshot, settings, now)
    rules = _Rules(rule_context(snapshot, facts, settings, now, ha_rules))
    guests = [guest for guest in snapshot.guests if guest.node in names and guest.running and not guest.template]
    return tuple(_refuge(names, guests, loads, rules, figure) for figure in (Mode.USED, Mode.ASSIGNED))


class _Rules:
    """Which nodes a guest may go to, given where the others are."""

    def __init__(self, context: RuleContext) -> None:
        every = declared_rules(context)
        self._pins: Pins = pins_of(context, every)
        self._apart: dict[int, list[Rule]] = {}
        for rule in every:
            if rule.kind is RuleKind.ANTI_AFFINITY and not rule.disabled:
                for vmid in rule.members:
                    self._apart.setdefault(vmid, []).append(rule)
        self._usable = context.usable
        self._now = {vmid: guest.node for vmid, guest in context.guests.items() if context.sees(guest)}

    def allowed(self, vmid: int, placed: Mapping[int, str]) -> frozenset[str]:
        where = {**self._now, **placed}
        pinned = self._pins.allowed(vmid)
        taken = {
            where[other]
            for rule in self._apart.get(vmid, ())
            for other in rule.members
            if other != vmid and other in where
        }
        return (self._usable if pinned is None else self._usable & pinned) - taken


def _refuge(names: tuple[str, ...], guests: list[Guest], loads: TrueLoads, rules: _Rules, figure: Mode) -> Refuge:
    free = _free(loads, figure)
    needs = {guest.vmid: _need(guest, figure) for guest in guests}
    tries = [_place(guests, needs, dict(free), rules, tight=tight) for tight in (True, False)]
    places = max(tries, key=len)
    left = tuple(guest.vmid for guest in guests if guest.vmid not in places)
    missing = sum(needs[vmid] for vmid in left)
    by_vmid = {guest.vmid: guest.name for guest in guests}
    sentence = _sentence(names, figure, len(guests), [by_vmid[vmid] for vmid in left], missing)
    return Refuge(names, figure, places, left, missing, sentence)


def _free(loads: TrueLoads, figure: Mode) -> dict[str, float]:
    """Free memory by node; a node whose memory is not known takes nobody."""
    amounts = loads.amounts_after(())
    found = {}
    for node in loads.nodes:
        total = loads.totals[node.name, Method.MEMORY, Mode.ASSIGNED]
        amount = amounts[node.name, Method.MEMORY, figure]
        if total is not None and amount is not None:
            found[node.name] = total - amount
    return found


def _need(guest: Guest, figure: Mode) -> float:
    # What it used is unknown once its node is gone for long; what it may use at most is the safe answer.
    used = guest.memory.total if guest.memory.used is None else guest.memory.used
    return (guest.memory.total if figure is Mode.ASSIGNED else used) or 0.0


def _place(
    guests: list[Guest], needs: Mapping[int, float], free: dict[str, float], rules: _Rules, *, tight: bool
) -> dict[int, str]:
    placed: dict[int, str] = {}
    for guest in sorted(guests, key=lambda one: (-needs[one.vmid], one.vmid)):
        need = needs[guest.vmid]
        fitting = [name for name in sorted(rules.allowed(guest.vmid, placed)) if free.get(name, -1.0) >= need]
        if fitting:
            chosen = (min if tight else max)(fitting, key=lambda name: free[name])
            free[chosen] -= need
            placed[guest.vmid] = chosen
    return placed


def _sentence(names: tuple[str, ...], figure: Mode, guests: int, left: list[str], missing: float) -> str:
    without = f"Without {listed(names)}"
    by = f"by {figure.value} memory"
    if not guests:
        return f"{without} no running guest needs another node."
    if not left:
        every = "its one running guest fits" if guests == 1 else f"all {guests} running guests fit"
        return f"{without} {every} on the other nodes, {by}."
    return (
        f"{without} {len(left)} of {counted(guests, 'running guest')} {'finds' if len(left) == 1 else 'find'} no node "
        f"{by}: {listed(left, 3)} ({missing / _GIB:.1f} GiB)."
    )
