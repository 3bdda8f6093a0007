"""Where ProxLB's own figures of "afterwards" are not what will be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proxlb_ui.domain.judge.loads.figures import FIGURES, NodeFigures
from proxlb_ui.domain.model.settings.values.settings import Method, Mode
from proxlb_ui.domain.planner.plan import NodeLoads

# Below this the difference is a matter of the moment.
OFF_POINTS = 2.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of ProxLB's that is off: what it says of a node afterwards, and what is true, in percent."""

    node: str
    method: Method
    mode: Mode
    claimed_percent: float
    true_percent: float

    @property
    def off_points(self) -> float:
        """By how many percent points ProxLB is off, upwards or downwards."""
        return abs(self.claimed_percent - self.true_percent)


def wrong_claims(claimed: Sequence[NodeLoads], true: Sequence[NodeFigures]) -> tuple[Claim, ...]:
    """Every claim that is off by more than 2 points; what is not known cannot be compared."""
    by_name = {node.name: node for node in true}
    found = (claim for node in claimed if node.name in by_name for claim in _claims(node, by_name[node.name]))
    return tuple(claim for claim in found if claim.off_points > OFF_POINTS)


def _claims(claimed: NodeLoads, true: NodeFigures) -> Iterator[Claim]:
    for method in Method:
        for mode in FIGURES:
            share = true.percent(method, mode)
            if share is not None:
                yield Claim(claimed.name, method, mode, claimed.compared(method, mode), share)
