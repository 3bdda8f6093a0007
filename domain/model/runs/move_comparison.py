"""The engine's moves beside the planner's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from proxlb_ui.domain.model.cluster.guest import GuestKind


class Comparison(StrEnum):
    """Whether both move a guest, and to the same node."""

    SAME = "same"
    ONLY_ENGINE = "only-engine"
    ONLY_PLANNER = "only-planner"
    DIFFERENT_TARGET = "different-target"


class Moving(Protocol):
    """A guest that the engine or the planner would move; by name, for ProxLB's document is keyed by names."""

    @property
    def guest(self) -> str:
        """Its name."""
        ...

    @property
    def vmid(self) -> int | None:
        """Its number, where known."""
        ...

    @property
    def kind(self) -> GuestKind | None:
        """VM or CT, where known."""
        ...

    @property
    def source(self) -> str:
        """Where it is."""
        ...

    @property
    def target(self) -> str:
        """Where it goes."""
        ...


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A target of the planner; reason is None for a guest that is given one but will not be moved."""

    guest: str
    vmid: int | None
    kind: GuestKind | None
    source: str
    target: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ComparedMove:
    """One guest's move and what both say of it; comparison is None when there was nothing to compare with.

    executed is False for a guest that is given a target and left where it is.
    """

    guest: str
    vmid: int | None
    kind: GuestKind | None
    source: str
    target: str
    executed: bool = True
    comparison: Comparison | None = None
    planned_target: str | None = None
    reason: str | None = None

    @property
    def by_engine(self) -> bool:
        """True when the engine itself names this move."""
        return self.comparison is not Comparison.ONLY_PLANNER


def compare_moves(
    engine_moves: Sequence[Moving],
    planned_moves: Iterable[PlannedMove] | None,
    executed_kinds: Iterable[GuestKind] = tuple(GuestKind),
) -> tuple[ComparedMove, ...]:
    """The engine's moves in its order, marked, then those only the planner names; None: no planner to compare with."""
    kinds = frozenset(executed_kinds)
    planned = {move.guest: move for move in planned_moves or ()}
    known = planned_moves is not None
    compared = [_compared(move, planned.pop(move.guest, None), known, kinds) for move in engine_moves]
    rest = [
        ComparedMove(
            *(move.guest, move.vmid, move.kind, move.source, move.target),
            executed=_executed(move, kinds),
            comparison=Comparison.ONLY_PLANNER,
            planned_target=move.target,
            reason=move.reason,
        )
        for move in planned.values()
    ]
    return (*compared, *rest)


def _compared(move: Moving, planned: PlannedMove | None, known: bool, kinds: frozenset[GuestKind]) -> ComparedMove:
    comparison = None
    if known and planned is None:
        comparison = Comparison.ONLY_ENGINE
    elif planned is not None:
        comparison = Comparison.SAME if planned.target == move.target else Comparison.DIFFERENT_TARGET
    return ComparedMove(
        *(move.guest, move.vmid, move.kind, move.source, move.target),
        executed=_executed(move, kinds),
        comparison=comparison,
        planned_target=planned.target if planned else None,
        reason=planned.reason if planned else None,
    )


def _executed(move: Moving, kinds: frozenset[GuestKind]) -> bool:
    return move.kind is None or move.kind in kinds
