"""What a list of moves does to the spread and to the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from proxlb_ui.domain.judge.loads.figures import Moved, spread_between, spread_of
from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.judge.verdict.breaches import Breaches
from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.settings.values.settings import Balancing, Method, Mode


@dataclass(frozen=True, slots=True)
class Goal:
    """What the settings ask for: the spread that is allowed and, where there is one, the limit of a node in percent."""

    method: Method
    mode: Mode
    allowed_percent: float
    limit_percent: float | None

    @classmethod
    def of(cls, balancing: Balancing) -> "Goal":
        """The goal of these settings; in mode psi the use stands in for the waiting, which nobody can reckon ahead."""
        limits = {
            Method.MEMORY: balancing.memory_threshold,
            Method.CPU: balancing.cpu_threshold,
            Method.DISK: balancing.disk_threshold,
        }
        mode = Mode.ASSIGNED if balancing.mode is Mode.ASSIGNED else Mode.USED
        return cls(balancing.method, mode, balancing.balanciness, limits[balancing.method] or None)

    def met_by(self, spread: Spread) -> bool:
        """True where ProxLB would be content with the loads."""
        over = self.limit_percent is not None and spread.highest_percent >= self.limit_percent
        return spread.percent <= self.allowed_percent and not over


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after; spreads are None where they are not known, breaches count guests that break a rule."""

    before: Spread | None
    after: Spread | None
    breaches: int
    repaired: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def gain_points(self) -> float | None:
        """By how many points the nodes come nearer to each other; below zero when they move apart."""
        return None if self.before is None or self.after is None else self.before.percent - self.after.percent


class Effects:
    """Reckons effects over the nodes that may hold guests; one in maintenance is meant to be empty."""

    def __init__(self, loads: TrueLoads, breaches: Breaches, goal: Goal) -> None:
        self._loads = loads
        self._breaches = breaches
        self._goal = goal
        self.open_nodes = tuple(node.name for node in loads.nodes if node.name not in loads.closed)
        self.before = self._spread(())
        self.broken_now = sum(breaches.of(rule, breaches.now) for rule in breaches.rules)

    def of(self, moves: Sequence[Moved]) -> Effect:
        """The effect of all of them."""
        return Effect(self.before, self._spread(moves), *self._rules(moves, self._breaches.now))

    def of_each(self, moves: Sequence[Moved]) -> Mapping[int, Effect]:
        """By VMID, what each contributes: all moves beside all but this one."""
        everything = self._where(moves)
        amounts = self._loads.amounts_after(moves)
        found = {}
        for move in moves:
            without = {**everything, move.vmid: self._breaches.now[move.vmid]}
            rules = self._rules([move], without, everything)
            found[move.vmid] = Effect(self._spread_without(move, amounts), self._of_amounts(amounts), *rules)
        return found

    def _rules(
        self, moves: Iterable[Moved], before: Mapping[int, str], after: Mapping[int, str] | None = None
    ) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        moves = list(moves)
        then = self._where(moves) if after is None else after
        net, repaired, broken = 0, [], []
        for rule in self._breaches.touching(move.vmid for move in moves):
            was, will = self._breaches.of(rule, before), self._breaches.of(rule, then)
            net += will - was
            if was and not will:
                repaired.append(rule.name)
            elif will and not was:
                broken.append(rule.name)
        return net, tuple(repaired), tuple(broken)

    def _where(self, moves: Iterable[Moved]) -> Mapping[int, str]:
        return {**self._breaches.now, **{move.vmid: move.target for move in moves}}

    def _spread(self, moves: Sequence[Moved]) -> Spread | None:
        names = frozenset(self.open_nodes)
        nodes = (node for node in self._loads.after(moves) if node.name in names)
        return spread_of(nodes, self._goal.method, self._goal.mode)

    def _spread_without(self, move: Moved, amounts: Mapping[tuple[str, Method, Mode], float | None]) -> Spread | None:
        method, mode = self._goal.method, self._goal.mode
        share = self._loads.share_of(move.vmid, method, mode)
        if share is None:
            return None
        changed = {self._loads.guests[move.vmid].node: share, move.target: -share}
        return self._of_amounts(amounts, changed)

    def _of_amounts(
        self, amounts: Mapping[tuple[str, Method, Mode], float | None], changed: Mapping[str, float] | None = None
    ) -> Spread | None:
        shares = []
        for name in self.open_nodes:
            key = (name, self._goal.method, self._goal.mode)
            amount, total = amounts[key], self._loads.totals[key]
            if amount is None or not total:
                return None
            shares.append(((amount + (changed or {}).get(name, 0.0)) / total * 100, name))
        return spread_between(shares)
