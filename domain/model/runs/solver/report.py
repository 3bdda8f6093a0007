"""What ProxLB's solver said in one run, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from proxlb_ui.domain.model.wording import counted, listed

OPTIMAL = "OPTIMAL"
FOUND = (OPTIMAL, "FEASIBLE")
AGREEMENT = ("agree", "differ", "solver_only", "proxlb_only")


class Fallback(StrEnum):
    """What ProxLB did where the solver's plan could not be carried out: its own plan, or nothing more."""

    GREEDY = "greedy"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SolverReport:
    """One solve, from the engine's log and, where it can be read, the solver's own file.

    status is the solver's word, empty when it came to none. agreement counts guests by how its plan compares with
    ProxLB's own; blocking are guests that make every plan impossible, nowhere sentences about those whose pins are no
    nodes. unread says why the file was not read.
    """

    mode: str = ""
    status: str = ""
    migrations: int | None = None
    steps: int | None = None
    milliseconds: float | None = None
    agreement: Mapping[str, int] | None = None
    blocking: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    arrived: int | None = None
    missed: tuple[str, ...] = ()
    resolves: int = 0
    fallback: Fallback | None = None
    warnings: tuple[str, ...] = ()
    file: str = ""
    unread: str = ""

    @property
    def active(self) -> bool:
        """True where the solver's plan is the one that ProxLB carries out."""
        return self.mode == "active"

    @property
    def found(self) -> bool:
        """True when there is a plan."""
        return self.status in FOUND

    @property
    def message(self) -> str:
        """Its answer in one sentence."""
        if self.found:
            how = "the best plan" if self.status == OPTIMAL else "a plan, perhaps not the best one"
            return f"The solver found {how}: {self._plan}."
        if self.status == "INFEASIBLE":
            way = f"; in the way: {listed(self.blocking)}" if self.blocking else ""
            why = f" {self.nowhere[0]}" if self.nowhere else ""
            return f"The solver found no plan that keeps every rule{way}.{why}"
        return "The solver found no plan in its time." if self.status else "The solver came to no answer."

    @property
    def _plan(self) -> str:
        if not self.migrations:
            return "nothing to move"
        return counted(self.migrations, "migration") + (f" in {counted(self.steps, 'step')}" if self.steps else "")
