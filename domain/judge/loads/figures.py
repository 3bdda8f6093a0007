"""The true load of each node, before and after moves: its own figure, less what leaves, plus what comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from proxlb_ui.domain.model.cluster.balance import Spread
from proxlb_ui.domain.model.cluster.load import Load
from proxlb_ui.domain.model.settings.values.settings import Method, Mode

FIGURES = (Mode.USED, Mode.ASSIGNED)


class Moved(Protocol):
    """A guest and where it goes, whoever says so."""

    @property
    def vmid(self) -> int:
        """The guest."""
        ...

    @property
    def target(self) -> str:
        """The node it goes to."""
        ...


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """One node's used and assigned amounts: cores for CPU, bytes else; used is None where nobody can tell.

    The total of assigned memory is without what the settings keep free.
    """

    name: str
    maintenance: bool
    used: Mapping[Method, Load]
    assigned: Mapping[Method, Load]

    def percent(self, method: Method, mode: Mode) -> float | None:
        """The share that method and mode compare; in mode psi that of what is used."""
        return (self.assigned if mode is Mode.ASSIGNED else self.used)[method].percent


def spread_of(nodes: Iterable[NodeFigures], method: Method, mode: Mode) -> Spread | None:
    """How far these nodes are apart; None without nodes, and where one of them is not known."""
    shares: list[tuple[float, str]] = []
    for node in nodes:
        share = node.percent(method, mode)
        if share is None:
            return None
        shares.append((share, node.name))
    return spread_between(shares)


def spread_between(shares: Sequence[tuple[float, str]]) -> Spread | None:
    """The spread of these percentages with their nodes."""
    if not shares:
        return None
    highest, lowest = max(shares, key=_first), min(shares, key=_first)
    return Spread(highest[0] - lowest[0], highest[1], lowest[1], highest[0])


def _first(pair: tuple[float, str]) -> float:
    return pair[0]
