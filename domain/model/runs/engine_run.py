"""One extra run of the engine, beside the service."""

from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    """What the engine is asked to do."""

    DRY_RUN = "dry-run"
    REBALANCE = "rebalance"
    BEST_NODE = "best-node"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The engine's command line flags for this kind of run."""
        return {"dry-run": ("-d", "-j"), "rebalance": ("-j",), "best-node": ("-b",)}[self.value]

    @property
    def noun(self) -> str:
        """What a person calls such a run."""
        return {"dry-run": "dry run", "rebalance": "rebalance", "best-node": "search for the best node"}[self.value]


@dataclass(frozen=True, slots=True)
class EngineOutput:
    """One line the engine printed, without its line end; error marks the second output stream."""

    text: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class EngineExit:
    """The end of a run: its exit code, negative for a signal."""

    code: int


EngineEvent = EngineOutput | EngineExit
