"""One verdict, and what it is made of."""

from dataclasses import dataclass
from enum import StrEnum

_GIB = 1024**3


class VerdictKind(StrEnum):
    """What a plan or a move is worth; the words never change."""

    HELPS = "helps"
    NO_EFFECT = "no effect"
    MAKES_WORSE = "makes worse"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The worth in a word and a sentence; gain is in percent points of the true spread, None where it is not known.

    moved_bytes is the memory that goes over the wire, seconds how long that takes (None while nobody knows).
    repaired and broken name rules that hold afterwards and did not before, and the other way round.
    """

    kind: VerdictKind
    sentence: str
    gain_points: float | None
    moved_bytes: float
    seconds: float | None = None
    repaired: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def gain_per_gib(self) -> float | None:
        """Points of spread for each GiB moved; None where the gain is not known or nothing is moved."""
        return None if self.gain_points is None or not self.moved_bytes else self.gain_points / self.moved_bytes * _GIB
