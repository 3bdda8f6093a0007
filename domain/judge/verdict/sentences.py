"""Verdicts in words."""

from collections.abc import Iterator, Sequence

from proxlb_ui.domain.judge.verdict.effect import Effect, Goal
from proxlb_ui.domain.judge.verdict.verdict import VerdictKind
from proxlb_ui.domain.model.cluster.load import percent_text
from proxlb_ui.domain.model.wording import counted, listed
from proxlb_ui.domain.planner.plan import Move
from proxlb_ui.domain.planner.sentences import figure, resource

_HEADS = {
    VerdictKind.HELPS: "Helps",
    VerdictKind.NO_EFFECT: "No effect",
    VerdictKind.MAKES_WORSE: "Makes worse",
    VerdictKind.NOT_NEEDED: "Not needed",
}


class Words:
    """Sentences about one goal; by_pressure adds what nobody can reckon ahead."""

    def __init__(self, goal: Goal, *, by_pressure: bool) -> None:
        self._goal = goal
        self._what = figure(goal.method, goal.mode)
        self._by_pressure = by_pressure

    def plan(
        self, kind: VerdictKind, effect: Effect, emptied: Sequence[str], moves: int, unknown_disks: int, broken: int
    ) -> str:
        """The verdict of all moves: rules first, then the nodes that are emptied, then the spread."""
        if not moves:
            return self._of_nothing(kind, effect, broken)
        parts = [*_rules(effect), *(f"it empties {name}" for name in emptied)]
        spread = self._unknown(unknown_disks) if effect.gain_points is None else self._change(effect)
        return f"{_HEADS[kind]}: {', '.join([*parts, spread])}.{self._pressure()}"

    def move(self, kind: VerdictKind, effect: Effect, move: Move, leaves_maintenance: bool) -> str:
        """The verdict of one move, as one of all of them."""
        parts = list(_rules(effect))
        if leaves_maintenance:
            parts.append(f"{move.source} is to be empty")
        if parts:
            return f"{_HEADS[kind]}: {', '.join(parts)}."
        if effect.gain_points is None or effect.before is None or effect.after is None:
            return f"{_HEADS[kind]}: {self._unknown(int(move.kind == 'vm'))}."
        without, with_it = self._percents(effect)
        if kind is VerdictKind.NOT_NEEDED:
            return f"{_HEADS[kind]}: without it the {self._what} spread is {without} %, which is allowed."
        if kind is VerdictKind.NO_EFFECT:
            return f"{_HEADS[kind]}: without it the {self._what} spread is {without} % as well."
        return f"{_HEADS[kind]}: without it the {self._what} spread is {without} %, with it {with_it} %."

    def _of_nothing(self, kind: VerdictKind, effect: Effect, broken: int) -> str:
        if effect.before is None:
            return f"{_HEADS[kind]}: nothing moves, and how far the nodes are apart is not known."
        spread = f"{self._what} spread {percent_text(effect.before.percent, self._goal.allowed_percent)} %"
        allowed = f"{self._goal.allowed_percent:g} % allowed"
        if kind is VerdictKind.NOT_NEEDED:
            return f"{_HEADS[kind]}: nothing moves, and nothing has to ({spread}, {allowed})."
        left = f", and {counted(broken, 'guest')} against a rule" if broken else ""
        return f"{_HEADS[kind]}: nothing moves ({spread}, {allowed}{left})."

    def _change(self, effect: Effect) -> str:
        before, after = self._percents(effect)
        allowed = f"{self._goal.allowed_percent:g} % allowed"
        gain = effect.gain_points or 0.0
        if before == after:
            return f"the {self._what} spread stays at {after} % ({allowed})"
        return f"the {self._what} spread {'falls' if gain > 0 else 'rises'} from {before} % to {after} % ({allowed})"

    def _percents(self, effect: Effect) -> tuple[str, str]:
        allowed = self._goal.allowed_percent
        before, after = (percent_text(one.percent, allowed) if one else "?" for one in (effect.before, effect.after))
        return before, after

    def _unknown(self, disks: int) -> str:
        if disks:
            return (
                "Proxmox does not tell how much disk a VM uses and ProxLB counts 0, so "
                f"{counted(disks, 'move')} of VMs {'has' if disks == 1 else 'have'} no effect that anybody knows"
            )
        return f"what it does to the {resource(self._goal.method)} spread is not known"

    def _pressure(self) -> str:
        return (
            " What it does to the waiting, by which mode psi judges, shows only afterwards."
            if self._by_pressure
            else ""
        )


def _rules(effect: Effect) -> Iterator[str]:
    if effect.broken:
        yield f"it breaks {listed(effect.broken, 3)}"
    if effect.repaired:
        yield f"it repairs {listed(effect.repaired, 3)}"
    if not effect.broken and not effect.repaired and effect.breaches:
        verb = "more guests are" if effect.breaches > 0 else "fewer guests are"
        yield f"{abs(effect.breaches)} {verb} against a rule"
