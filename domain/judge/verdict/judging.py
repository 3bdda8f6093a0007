"""From effects to verdicts: rules first, then points."""

from collections.abc import Mapping, Sequence

from proxlb_ui.domain.judge.loads.true_loads import TrueLoads
from proxlb_ui.domain.judge.verdict.breaches import Breaches
from proxlb_ui.domain.judge.verdict.effect import Effect, Effects, Goal
from proxlb_ui.domain.judge.verdict.sentences import Words
from proxlb_ui.domain.judge.verdict.verdict import Verdict, VerdictKind
from proxlb_ui.domain.model.cluster.guest import GuestKind
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan import Move

# Less than this is a matter of the moment, in percent points.
LEAST_GAIN = 0.5
_ROUNDING = 1e-6


class PlanJudge:
    """Judges the moves of one plan, all together and one by one."""

    def __init__(self, loads: TrueLoads, breaches: Breaches, goal: Goal, *, waiting: bool | None = None) -> None:
        """waiting says in mode psi whether something waits too long now; None in the other modes."""
        self._loads = loads
        self._waiting = waiting
        self._goal = goal
        self._effects = Effects(loads, breaches, goal)
        self._words = Words(goal, by_pressure=waiting is not None)

    def plan(self, moves: Sequence[Move]) -> Verdict:
        """The verdict of all moves together; of none it says whether any would be needed."""
        effect = self._effects.of(moves)
        emptied = self._emptied(moves)
        kind = self._kind_of_plan(moves, effect, emptied)
        sentence = self._words.plan(kind, effect, emptied, len(moves), self._unknown_disks(moves), self._broken())
        return _verdict(kind, sentence, effect, sum(move.memory_bytes for move in moves))

    def each(self, moves: Sequence[Move]) -> Mapping[int, Verdict]:
        """By VMID the verdict of each move, as one of all of them."""
        effects = self._effects.of_each(moves)
        return {move.vmid: self._one(move, effects[move.vmid]) for move in moves}

    def _one(self, move: Move, effect: Effect) -> Verdict:
        kind, leaves = self._kind_of_move(move, effect), move.source in self._loads.closed
        return _verdict(kind, self._words.move(kind, effect, move, leaves), effect, move.memory_bytes)

    def _kind_of_plan(self, moves: Sequence[Move], effect: Effect, emptied: Sequence[str]) -> VerdictKind:
        if effect.breaches > 0:
            return VerdictKind.MAKES_WORSE
        if not emptied and self._worse(effect):
            return VerdictKind.MAKES_WORSE
        if effect.breaches < 0 or emptied:
            return VerdictKind.HELPS
        content = self._content(effect)
        if not moves:
            return VerdictKind.NOT_NEEDED if content and not self._broken() else VerdictKind.NO_EFFECT
        return self._by_points(effect, content)

    def _kind_of_move(self, move: Move, effect: Effect) -> VerdictKind:
        if effect.breaches > 0:
            return VerdictKind.MAKES_WORSE
        if effect.breaches < 0 or move.source in self._loads.closed:
            return VerdictKind.HELPS
        if self._worse(effect) and (effect.gain_points or 0.0) <= -LEAST_GAIN:
            return VerdictKind.MAKES_WORSE
        return self._by_points(effect, self._content(effect))

    def _content(self, effect: Effect) -> bool:
        """True where nothing more was needed before."""
        if self._waiting is not None:
            return not self._waiting
        return effect.before is not None and self._goal.met_by(effect.before)

    def _by_points(self, effect: Effect, content: bool) -> VerdictKind:
        if effect.gain_points is None or effect.after is None:
            return VerdictKind.NO_EFFECT
        if content and self._goal.met_by(effect.after):
            return VerdictKind.NOT_NEEDED
        if effect.gain_points >= LEAST_GAIN or (not content and self._goal.met_by(effect.after)):
            return VerdictKind.HELPS
        return VerdictKind.NO_EFFECT

    def _worse(self, effect: Effect) -> bool:
        """True where the nodes move apart, and are further apart afterwards than is allowed."""
        if effect.gain_points is None or effect.after is None:
            return False
        return effect.gain_points < -_ROUNDING and not self._goal.met_by(effect.after)

    def _emptied(self, moves: Sequence[Move]) -> tuple[str, ...]:
        sources = dict.fromkeys(move.source for move in moves if move.target not in self._loads.closed)
        return tuple(name for name in sources if name in self._loads.closed)

    def _unknown_disks(self, moves: Sequence[Move]) -> int:
        """Moves whose effect on the disks nobody knows, where disks are what is compared."""
        if self._goal.method is not Method.DISK or self._goal.mode is not Mode.USED:
            return 0
        return sum(move.kind is GuestKind.VM for move in moves)

    def _broken(self) -> int:
        return self._effects.broken_now


def _verdict(kind: VerdictKind, sentence: str, effect: Effect, moved_bytes: float) -> Verdict:
    return Verdict(kind, sentence, effect.gain_points, moved_bytes, repaired=effect.repaired, broken=effect.broken)
