"""A run with its log, as it is kept."""

from dataclasses import dataclass

from domain.model.logs import LogLine
from domain.model.run import Run


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is remembered of one run."""

    run: Run
    lines: tuple[LogLine, ...] = ()
